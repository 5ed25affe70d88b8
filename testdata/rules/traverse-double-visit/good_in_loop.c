/* expect: nothing */
#include <Python.h>

/* Two elements a round; and loops over two parts of one array. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t count;
    PyObject **items;
} List;

static int list_traverse(PyObject *op, visitproc visit, void *arg)
{
    List *self = (List *)op;
    Py_ssize_t half = self->count / 2, i = 0;
    while (i + 1 < half) {
        Py_VISIT(self->items[i]);
        i++;
        Py_VISIT(self->items[i]);
        i++;
    }
    for (; i < half; i++)
        Py_VISIT(self->items[i]);
    for (; i < self->count; i++)
        Py_VISIT(self->items[i]);
    return 0;
}

static int list_clear(PyObject *op)
{
    List *self = (List *)op;
    Py_ssize_t count = self->count;
    PyObject **items = self->items;
    self->count = 0;
    self->items = NULL;
    for (Py_ssize_t i = 0; i < count; i++)
        Py_XDECREF(items[i]);
    PyMem_Free(items);
    return 0;
}

static void list_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    list_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *list_append(PyObject *op, PyObject *item)
{
    List *self = (List *)op;
    PyObject **grown = PyMem_Resize(self->items, PyObject *, self->count + 1);
    if (grown == NULL)
        return PyErr_NoMemory();
    self->items = grown;
    self->items[self->count++] = Py_NewRef(item);
    Py_RETURN_NONE;
}

static PyMethodDef list_methods[] = {{"append", list_append, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject List_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.List",
    .tp_basicsize = sizeof(List),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = list_traverse,
    .tp_clear = list_clear,
    .tp_dealloc = list_dealloc,
    .tp_methods = list_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&List_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "List", (PyObject *)&List_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
