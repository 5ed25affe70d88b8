/* expect: nothing */
#include <Python.h>

/* One function for a static and a heap type: it asks which of the two it has. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static int watcher_traverse(PyObject *op, visitproc visit, void *arg)
{
    if (Py_TYPE(op)->tp_flags & Py_TPFLAGS_HEAPTYPE)
        Py_VISIT(Py_TYPE(op));
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
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    watcher_clear(op);
    type->tp_free(op);
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE)
        Py_DECREF(type);
}

static PyTypeObject Watcher_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = watcher_traverse,
    .tp_clear = watcher_clear,
    .tp_dealloc = watcher_dealloc,
    .tp_new = PyType_GenericNew,
};

static PyType_Slot watcher_slots[] = {
    {Py_tp_traverse, watcher_traverse},
    {Py_tp_clear, watcher_clear},
    {Py_tp_dealloc, watcher_dealloc},
    {0, NULL},
};

static PyType_Spec Watcher_spec = {
    .name = "fixture.Watcher",
    .basicsize = sizeof(Watcher),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = watcher_slots,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Watcher_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    PyObject *type = PyType_FromSpec(&Watcher_spec);
    if (type == NULL || PyModule_AddObject(result, "HeapWatcher", type) < 0) {
        Py_XDECREF(type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
