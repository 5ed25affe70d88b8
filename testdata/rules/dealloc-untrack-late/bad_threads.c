/* While the handle is closed other threads run, and may collect. */
/* allow: missing-clear */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    FILE *stream;
    PyObject *listener;
} Channel;

static int channel_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Channel *)op)->listener);
    return 0;
}

static void channel_close(Channel *self)
{
    if (self->stream == NULL)
        return;
    Py_BEGIN_ALLOW_THREADS
    fclose(self->stream);
    Py_END_ALLOW_THREADS
    self->stream = NULL;
}

static void channel_dealloc(PyObject *op)
{
    Channel *self = (Channel *)op;
    channel_close(self);
    PyObject_GC_UnTrack(op); /* expect: dealloc-untrack-late warning Channel_Type */
    Py_CLEAR(self->listener);
    Py_TYPE(op)->tp_free(op);
}

static int channel_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    Channel *self = (Channel *)op;
    PyObject *listener;
    if (!PyArg_ParseTuple(args, "O", &listener))
        return -1;
    Py_XSETREF(self->listener, Py_NewRef(listener));
    return 0;
}

static PyTypeObject Channel_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Channel",
    .tp_basicsize = sizeof(Channel),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = channel_traverse,
    .tp_dealloc = channel_dealloc,
    .tp_init = channel_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef channel_module = {PyModuleDef_HEAD_INIT, .m_name = "channel", .m_size = -1};

PyMODINIT_FUNC PyInit_channel(void)
{
    if (PyType_Ready(&Channel_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&channel_module);
    if (module != NULL && PyModule_AddObjectRef(module, "Channel", (PyObject *)&Channel_Type) < 0)
        Py_CLEAR(module);
    return module;
}
