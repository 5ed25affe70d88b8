/* The function that tp_dealloc hands the object to frees it, and reads its type afterwards. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static int watcher_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Watcher *)op)->callback);
    return 0;
}

static int watcher_clear(PyObject *op)
{
    Py_CLEAR(((Watcher *)op)->callback);
    return 0;
}

static void watcher_destroy(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    watcher_clear(op);
    Py_TYPE(op)->tp_free(op);
    Py_DECREF(Py_TYPE(op)); /* expect: type-read-after-free error Watcher_spec */
}

static void watcher_dealloc(PyObject *op)
{
    watcher_destroy(op);
}

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

static int fixture_exec(PyObject *module)
{
    PyObject *watcher = PyType_FromSpec(&Watcher_spec);
    if (watcher == NULL)
        return -1;
    if (PyModule_AddObject(module, "Watcher", watcher) < 0) {
        Py_DECREF(watcher);
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
