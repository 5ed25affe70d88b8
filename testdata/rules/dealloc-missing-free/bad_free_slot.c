#include <Python.h>

/* Of another library. */
typedef struct Stream Stream;
extern Stream *stream_open(const char *name);
extern void stream_close(Stream *stream);

/* Without a tp_dealloc of its own the type has that of object, which leaves all to tp_free. */
typedef struct {
    PyObject_HEAD
    Stream *stream;
} Log;

static void log_free(void *op) /* expect: dealloc-missing-free warning Log_Type */
{
    Log *self = op;
    if (self->stream)
        stream_close(self->stream);
}

static int log_init(Log *self, PyObject *args, PyObject *keywords)
{
    const char *name;
    if (!PyArg_ParseTuple(args, "s", &name))
        return -1;
    if (self->stream)
        stream_close(self->stream);
    self->stream = stream_open(name);
    return 0;
}

static PyTypeObject Log_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Log",
    .tp_basicsize = sizeof(Log),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)log_init,
    .tp_free = log_free,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Log_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
