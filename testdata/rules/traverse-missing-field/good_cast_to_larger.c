/* expect: nothing */
#include <Python.h>

/* A function for objects of any kind casts one to a struct that is larger than this instance: not its field. */
typedef struct {
    PyObject_HEAD
    PyObject *name;
} Stream;

static int count_bases(PyObject *op)
{
    if (!PyObject_TypeCheck(op, &PyType_Type))
        return 0;
    PyObject *order = ((PyTypeObject *)op)->tp_mro;
    Py_INCREF(order);
    int count = (int)PyTuple_GET_SIZE(order);
    Py_DECREF(order);
    return count;
}

static int stream_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Stream *)op)->name);
    return 0;
}

static int stream_clear(PyObject *op)
{
    Py_CLEAR(((Stream *)op)->name);
    return 0;
}

static void stream_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    if (count_bases(op))
        fputs("a class\n", stderr);
    stream_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Stream_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Stream",
    .tp_basicsize = sizeof(Stream),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = stream_traverse,
    .tp_clear = stream_clear,
    .tp_dealloc = stream_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Stream_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
