#include <Python.h>

typedef struct {
    PyObject_HEAD
    Py_ssize_t size;
    PyObject **items;
} Bag;

static void bag_dealloc(PyObject *op)
{
    Bag *self = (Bag *)op;
    PyTypeObject *type = Py_TYPE(op);
    for (Py_ssize_t i = 0; i < self->size; i++)
        Py_XDECREF(self->items[i]);
    PyMem_Free(self->items);
    type->tp_free(op);
    Py_DECREF(type);
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
    Py_RETURN_NONE;
}

static PyMethodDef bag_methods[] = {{"add", bag_add, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyType_Slot bag_slots[] = {
    {Py_tp_dealloc, bag_dealloc},
    {Py_tp_methods, bag_methods},
    {0, NULL},
};

static PyType_Spec Bag_spec = { /* expect: container-without-gc warning Bag_spec items[*] */
    .name = "fixture.Bag",
    .basicsize = sizeof(Bag),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = bag_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *bag = PyType_FromSpec(&Bag_spec);
    if (bag == NULL)
        return -1;
    if (PyModule_AddObject(module, "Bag", bag) < 0) {
        Py_DECREF(bag);
        return -1;
    }
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
