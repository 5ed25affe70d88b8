/* What begins alike is filled by code that knows only the beginning. */
#include <Python.h>

#define CONTEXT_HEAD \
    PyObject_HEAD \
    PyObject *errors; \
    PyObject *pending;

typedef struct {
    CONTEXT_HEAD
} Context;

typedef struct {
    CONTEXT_HEAD
    PyObject *stream;
} Writer;

static void context_put(Context *context, PyObject *rest)
{
    Py_XSETREF(context->pending, Py_XNewRef(rest));
}

static int writer_traverse(PyObject *op, visitproc visit, void *arg)
{
    /* expect@-2: traverse-missing-field warning Writer_Type pending */
    Py_VISIT(((Writer *)op)->errors);
    Py_VISIT(((Writer *)op)->stream);
    return 0;
}

static int writer_clear(PyObject *op)
{
    Py_CLEAR(((Writer *)op)->errors);
    Py_CLEAR(((Writer *)op)->pending);
    Py_CLEAR(((Writer *)op)->stream);
    return 0;
}

static void writer_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    writer_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *writer_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *errors, *stream;
    if (!PyArg_ParseTuple(args, "OO", &errors, &stream))
        return NULL;
    Writer *self = (Writer *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->pending = NULL;
        self->errors = Py_NewRef(errors);
        self->stream = Py_NewRef(stream);
    }
    return (PyObject *)self;
}

static PyObject *writer_write(PyObject *op, PyObject *data)
{
    context_put((Context *)op, data);
    Py_RETURN_NONE;
}

static PyMethodDef writer_methods[] = {
    {"write", writer_write, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Writer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Writer",
    .tp_basicsize = sizeof(Writer),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = writer_traverse,
    .tp_clear = writer_clear,
    .tp_dealloc = writer_dealloc,
    .tp_methods = writer_methods,
    .tp_new = writer_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Writer_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Writer", (PyObject *)&Writer_Type) < 0)
        Py_CLEAR(result);
    return result;
}
