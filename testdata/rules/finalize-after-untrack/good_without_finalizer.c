/* The deallocator of a base without GC calls the finalizer if there is one: derived types have none, or have been finalized. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int handle;
} Device;

typedef struct {
    Device base;
    PyObject *log;
} LoggedDevice;

static void device_dealloc(PyObject *op)
{
    if (Py_TYPE(op)->tp_finalize && (!PyType_IS_GC(Py_TYPE(op)) || !PyObject_GC_IsFinalized(op))) {
        if (PyObject_CallFinalizerFromDealloc(op))
            return;
    }
    (*Py_TYPE(op)->tp_free)(op);
}

static PyTypeObject Device_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Device",
    .tp_basicsize = sizeof(Device),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_dealloc = device_dealloc,
    .tp_new = PyType_GenericNew,
};

static int logged_init(PyObject *op, PyObject *args, PyObject *kwds)
{
    PyObject *log;
    (void)kwds;
    if (!PyArg_ParseTuple(args, "O", &log))
        return -1;
    Py_XSETREF(((LoggedDevice *)op)->log, Py_NewRef(log));
    return 0;
}

static int logged_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((LoggedDevice *)op)->log);
    return 0;
}

static int logged_clear(PyObject *op)
{
    Py_CLEAR(((LoggedDevice *)op)->log);
    return 0;
}

static void logged_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    logged_clear(op);
    device_dealloc(op);
}

/* expect: nothing */
static PyTypeObject LoggedDevice_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.LoggedDevice",
    .tp_basicsize = sizeof(LoggedDevice),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &Device_Type,
    .tp_traverse = logged_traverse,
    .tp_clear = logged_clear,
    .tp_dealloc = logged_dealloc,
    .tp_init = logged_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Device_Type) < 0 || PyType_Ready(&LoggedDevice_Type) < 0)
        return NULL;
    PyObject *object = PyModule_Create(&module);
    if (object && PyModule_AddObjectRef(object, "LoggedDevice", (PyObject *)&LoggedDevice_Type) < 0)
        Py_CLEAR(object);
    return object;
}
