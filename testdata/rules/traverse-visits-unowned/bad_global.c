#include <Python.h>

static PyObject *registry;

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Entry;

static int entry_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(registry); /* expect: traverse-visits-unowned error Entry_Type */
    Py_VISIT(((Entry *)op)->value);
    return 0;
}

static int entry_clear(PyObject *op)
{
    Py_CLEAR(((Entry *)op)->value);
    return 0;
}

static void entry_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    entry_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *entry_set(PyObject *op, PyObject *value)
{
    Entry *self = (Entry *)op;
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef entry_methods[] = {{"set", entry_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Entry_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Entry",
    .tp_basicsize = sizeof(Entry),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = entry_traverse,
    .tp_clear = entry_clear,
    .tp_dealloc = entry_dealloc,
    .tp_methods = entry_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    registry = PyDict_New();
    if (registry == NULL || PyType_Ready(&Entry_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
