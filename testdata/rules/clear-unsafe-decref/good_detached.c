/* expect: nothing */
#include <Python.h>

/* The field is overwritten before the old value is released, by hand and for a whole array. */
typedef struct {
    PyObject_HEAD
    PyObject *owner;
    PyObject **items;
    Py_ssize_t size;
} Bag;

static int bag_traverse(PyObject *op, visitproc visit, void *arg)
{
    Bag *self = (Bag *)op;
    Py_VISIT(self->owner);
    for (Py_ssize_t i = 0; i < self->size; i++)
        Py_VISIT(self->items[i]);
    return 0;
}

static int bag_clear(PyObject *op)
{
    Bag *self = (Bag *)op;
    PyObject *owner = self->owner;
    self->owner = NULL;
    Py_XDECREF(owner);
    PyObject **items = self->items;
    Py_ssize_t size = self->size;
    self->items = NULL;
    self->size = 0;
    for (Py_ssize_t i = 0; i < size; i++)
        Py_DECREF(items[i]);
    PyMem_Free(items);
    return 0;
}

static void bag_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    bag_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *bag_add(PyObject *op, PyObject *value)
{
    Bag *self = (Bag *)op;
    PyObject **items = PyMem_Realloc(self->items, (size_t)(self->size + 1) * sizeof(PyObject *));
    if (items == NULL)
        return PyErr_NoMemory();
    self->items = items;
    self->items[self->size] = Py_NewRef(value);
    self->size++;
    Py_XSETREF(self->owner, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef bag_methods[] = {{"add", bag_add, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Bag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Bag",
    .tp_basicsize = sizeof(Bag),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = bag_traverse,
    .tp_clear = bag_clear,
    .tp_dealloc = bag_dealloc,
    .tp_methods = bag_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Bag_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Bag_Type);
    if (PyModule_AddObject(result, "Bag", (PyObject *)&Bag_Type) < 0) {
        Py_DECREF(&Bag_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
