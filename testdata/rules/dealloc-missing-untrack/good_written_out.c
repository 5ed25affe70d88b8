/* expect: nothing */
#include <Python.h>

/* Up to Python 3.7 the headers wrote these out; old trees of CPython bring them along. */
typedef struct {
    struct Links *next, *prev;
} Links;
#define PyGC_Head Links
#undef _PyObject_GC_UNTRACK
#define _PyObject_GC_UNTRACK(o)                                                                                            \
    do {                                                                                                                   \
        PyGC_Head *g = ((PyGC_Head *)(o)-1);                                                                               \
        assert(g->next != NULL);                                                                                           \
        g->prev = NULL;                                                                                                    \
        g->next = NULL;                                                                                                    \
    } while (0);
#undef Py_INCREF
#define Py_INCREF(op) (((PyObject *)(op))->ob_refcnt++)
#undef Py_DECREF
#define Py_DECREF(op)                                                                                                      \
    do {                                                                                                                   \
        PyObject *_py_decref_tmp = (PyObject *)(op);                                                                       \
        if (--(_py_decref_tmp)->ob_refcnt != 0)                                                                            \
            ;                                                                                                              \
        else                                                                                                               \
            (*Py_TYPE(_py_decref_tmp)->tp_dealloc)((PyObject *)(_py_decref_tmp));                                          \
    } while (0)
#undef Py_CLEAR
#define Py_CLEAR(op)                                                                                                       \
    do {                                                                                                                   \
        PyObject *_py_tmp = (PyObject *)(op);                                                                              \
        if (_py_tmp != NULL) {                                                                                             \
            (op) = NULL;                                                                                                   \
            Py_DECREF(_py_tmp);                                                                                            \
        }                                                                                                                  \
    } while (0)

typedef struct {
    PyObject_HEAD
    PyObject *raw;
} Stream;

static int stream_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Stream *)op)->raw);
    return 0;
}

static int stream_clear(PyObject *op)
{
    Py_CLEAR(((Stream *)op)->raw);
    return 0;
}

static void stream_dealloc(PyObject *op)
{
    _PyObject_GC_UNTRACK(op);
    stream_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *stream_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *raw;
    if (!PyArg_ParseTuple(args, "O", &raw))
        return NULL;
    Stream *self = (Stream *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(raw);
    self->raw = raw;
    return (PyObject *)self;
}

static PyTypeObject Stream_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Stream",
    .tp_basicsize = sizeof(Stream),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = stream_traverse,
    .tp_clear = stream_clear,
    .tp_dealloc = stream_dealloc,
    .tp_new = stream_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Stream_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
