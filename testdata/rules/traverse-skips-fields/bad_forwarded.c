/* tp_traverse hands its arguments to a function that leaves early. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *source;
    PyObject *callback;
} Pipe;

static int pipe_visit(PyObject *op, visitproc visit, void *arg)
{
    Pipe *self = (Pipe *)op;
    if (self->source == NULL)
        return 0; /* expect: traverse-skips-fields warning Pipe_Type callback */
    Py_VISIT(self->source);
    Py_VISIT(self->callback);
    return 0;
}

static int pipe_traverse(PyObject *op, visitproc visit, void *arg)
{
    return pipe_visit(op, visit, arg);
}

static int pipe_clear(PyObject *op)
{
    Py_CLEAR(((Pipe *)op)->source);
    Py_CLEAR(((Pipe *)op)->callback);
    return 0;
}

static void pipe_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    pipe_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *pipe_set(PyObject *op, PyObject *value)
{
    Pipe *self = (Pipe *)op;
    Py_XSETREF(self->source, Py_NewRef(value));
    Py_XSETREF(self->callback, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef pipe_methods[] = {{"set", pipe_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

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

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Pipe_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Pipe_Type);
    if (PyModule_AddObject(result, "Pipe", (PyObject *)&Pipe_Type) < 0) {
        Py_DECREF(&Pipe_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
