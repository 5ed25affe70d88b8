/* expect: nothing */
#include <Python.h>

/* Of another library. */
typedef struct Stream Stream;
extern void stream_close(Stream *stream);

/* One tp_free gives the memory back, the other one keeps it for the next instance. */
typedef struct Log {
    PyObject_HEAD
    Stream *stream;
    struct Log *next;
} Log;

static Log *spare;

static void log_free(void *op)
{
    Log *self = op;
    if (self->stream)
        stream_close(self->stream);
    PyObject_Free(self);
}

static void kept_free(void *op)
{
    Log *self = op;
    if (self->stream)
        stream_close(self->stream);
    self->stream = NULL;
    self->next = spare;
    spare = self;
}

static PyTypeObject Log_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Log",
    .tp_basicsize = sizeof(Log),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_free = log_free,
};

static PyTypeObject Kept_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Kept",
    .tp_basicsize = sizeof(Log),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_free = kept_free,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Log_Type) < 0 || PyType_Ready(&Kept_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
