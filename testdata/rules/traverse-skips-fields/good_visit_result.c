/* expect: nothing */
#include <Python.h>

/* Each way out is one that a visit has asked for. */
typedef struct {
    PyObject_HEAD
    PyObject *source;
    PyObject *callback;
} Pipe;

typedef struct {
    PyObject_HEAD
    PyObject *first;
    PyObject *second;
} Pair;

static int pipe_traverse(PyObject *op, visitproc visit, void *arg)
{
    Pipe *self = (Pipe *)op;
    int status;
    if (self->source) {
        if ((status = visit(self->source, arg)))
            return status;
    }
    if (self->callback)
        return visit(self->callback, arg);
    return 0;
}

static int pair_traverse(PyObject *op, visitproc visit, void *arg)
{
    Pair *self = (Pair *)op;
    int status = self->first ? visit(self->first, arg) : 0;
    if (status != 0)
        return status;
    Py_VISIT(self->second);
    return 0;
}

static int pipe_clear(PyObject *op)
{
    Py_CLEAR(((Pipe *)op)->source);
    Py_CLEAR(((Pipe *)op)->callback);
    return 0;
}

static int pair_clear(PyObject *op)
{
    Py_CLEAR(((Pair *)op)->first);
    Py_CLEAR(((Pair *)op)->second);
    return 0;
}

static void pipe_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    pipe_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static void pair_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    pair_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *pipe_set(PyObject *op, PyObject *value)
{
    Pipe *self = (Pipe *)op;
    Py_XSETREF(self->source, Py_NewRef(value));
    Py_XSETREF(self->callback, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyObject *pair_set(PyObject *op, PyObject *value)
{
    Pair *self = (Pair *)op;
    Py_XSETREF(self->first, Py_NewRef(value));
    Py_XSETREF(self->second, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef pipe_methods[] = {{"set", pipe_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static PyMethodDef pair_methods[] = {{"set", pair_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Pipe_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pipe",
    .tp_basicsize = sizeof(Pipe),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pipe_traverse,
    .tp_clear = pipe_clear,
    .tp_dealloc = pipe_dealloc,
    .tp_methods = pipe_methods,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_dealloc = pair_dealloc,
    .tp_methods = pair_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Pipe_Type) < 0 || PyType_Ready(&Pair_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Pipe", (PyObject *)&Pipe_Type) < 0 ||
        PyModule_AddObjectRef(result, "Pair", (PyObject *)&Pair_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
