/* allow: missing-clear */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static int watcher_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Watcher *)op)->callback);
    return 0;
}

static void watcher_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Watcher *)op)->callback);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Watcher_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_traverse = watcher_traverse,
    .tp_dealloc = watcher_dealloc,
    .tp_new = PyType_GenericNew,
};

static int make_ready(PyTypeObject *type)
{
    return PyType_Ready(type);
}

static int add_type(PyObject *module, const char *name, PyTypeObject *type)
{
    if (make_ready(type) < 0)
        return -1;
    return PyModule_AddObjectRef(module, name, (PyObject *)type);
}

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

/* The type is made ready by a helper of a helper. */
PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (add_type(result, "Watcher", &Watcher_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    Watcher_Type.tp_flags |= Py_TPFLAGS_HAVE_GC; /* expect: slot-set-after-ready error Watcher_Type */
    return result;
}
