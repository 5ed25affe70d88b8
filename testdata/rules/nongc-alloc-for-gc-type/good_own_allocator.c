/* expect: nothing */
#include <Python.h>

/* An allocator for all types of the program, called with one that the program knows: the flag of the type chooses. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static PyObject *allocate(PyTypeObject *type)
{
    PyObject *op = PyType_IS_GC(type) ? PyType_GenericAlloc(type, 0) : PyObject_Calloc(1, (size_t)type->tp_basicsize);
    if (op == NULL)
        return PyErr_NoMemory();
    return PyObject_Init(op, type);
}

static int watcher_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Watcher *)op)->callback);
    return 0;
}

static int watcher_clear(PyObject *op)
{
    Py_CLEAR(((Watcher *)op)->callback);
    return 0;
}

static void watcher_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    watcher_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Watcher_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = watcher_traverse,
    .tp_clear = watcher_clear,
    .tp_dealloc = watcher_dealloc,
};

static PyObject *watch(PyObject *module, PyObject *callback)
{
    PyObject *op = allocate(&Watcher_Type);
    if (op != NULL)
        ((Watcher *)op)->callback = Py_NewRef(callback);
    return op;
}

static PyMethodDef methods[] = {{"watch", watch, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Watcher_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
