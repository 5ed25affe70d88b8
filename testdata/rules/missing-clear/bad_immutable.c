#include <Python.h>

/* Complete when it is handed out, and never changed: some other object of every cycle can be cleared. */
typedef struct {
    PyObject_HEAD
    PyObject *first;
    PyObject *second;
} Pair;

static int pair_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Pair *)op)->first);
    Py_VISIT(((Pair *)op)->second);
    return 0;
}

static void pair_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Pair *)op)->first);
    Py_XDECREF(((Pair *)op)->second);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *pair_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *first, *second;
    if (!PyArg_ParseTuple(args, "OO", &first, &second))
        return NULL;
    Pair *self = (Pair *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->first = Py_NewRef(first);
    self->second = Py_NewRef(second);
    return (PyObject *)self;
}

static PyTypeObject Pair_Type = { /* expect: missing-clear note Pair_Type first */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_dealloc = pair_dealloc,
    .tp_new = pair_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Pair_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Pair_Type);
    if (PyModule_AddObject(result, "Pair", (PyObject *)&Pair_Type) < 0) {
        Py_DECREF(&Pair_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
