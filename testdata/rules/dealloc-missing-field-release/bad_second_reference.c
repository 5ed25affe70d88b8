#include <Python.h>

/* What the API has just made is the field's own: a second reference is one more than the deallocator gives back. */
typedef struct {
    PyObject_HEAD
    PyObject *handlers;
    PyObject *format;
    PyObject *parent;
} Channel;

static PyObject *channel_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    (void)args, (void)keywords;
    Channel *self = (Channel *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->parent = Py_None;
        Py_INCREF(self->parent);
        self->handlers = PyList_New(0);
        if (self->handlers == NULL) {
            Py_DECREF(self);
            return NULL;
        }
        Py_INCREF(self->handlers); /* expect: dealloc-missing-field-release warning Channel_Type handlers */
        PyObject *format = PyUnicode_FromFormat("%s:", type->tp_name);
        if (format == NULL) {
            Py_DECREF(self);
            return NULL;
        }
        Py_INCREF(format); /* expect: dealloc-missing-field-release warning Channel_Type format */
        self->format = format;
    }
    return (PyObject *)self;
}

static int channel_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Channel *)op)->handlers);
    Py_VISIT(((Channel *)op)->format);
    Py_VISIT(((Channel *)op)->parent);
    return 0;
}

static int channel_clear(PyObject *op)
{
    Py_CLEAR(((Channel *)op)->handlers);
    Py_CLEAR(((Channel *)op)->format);
    Py_CLEAR(((Channel *)op)->parent);
    return 0;
}

static void channel_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    channel_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Channel_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Channel",
    .tp_basicsize = sizeof(Channel),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = channel_traverse,
    .tp_clear = channel_clear,
    .tp_dealloc = channel_dealloc,
    .tp_new = channel_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Channel_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Channel", (PyObject *)&Channel_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
