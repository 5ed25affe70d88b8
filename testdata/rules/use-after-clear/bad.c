#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyListObject *log;
} Session;

static int session_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Session *)op)->log);
    return 0;
}

/* example */
static int session_clear(PyObject *op)
{
    Py_CLEAR(((Session *)op)->log);
    return 0;
}

static void session_finalize(PyObject *op)
{
    Session *self = (Session *)op;
    self->log->allocated = 0; /* expect: use-after-clear warning Session_Type log */
}

static PyObject *session_length(PyObject *op, PyObject *ignored)
{
    Session *self = (Session *)op;
    return PyLong_FromSsize_t(self->log->allocated);
}
/* end example */

static void session_dealloc(PyObject *op)
{
    if (PyObject_CallFinalizerFromDealloc(op) < 0)
        return;
    PyObject_GC_UnTrack(op);
    session_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *session_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Session *self = (Session *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->log = (PyListObject *)PyList_New(0);
    if (self->log == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyMethodDef session_methods[] = {
    {"length", session_length, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Session_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Session",
    .tp_basicsize = sizeof(Session),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = session_traverse,
    .tp_clear = session_clear,
    .tp_dealloc = session_dealloc,
    .tp_finalize = session_finalize,
    .tp_methods = session_methods,
    .tp_new = session_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Session_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Session_Type);
    if (PyModule_AddObject(result, "Session", (PyObject *)&Session_Type) < 0) {
        Py_DECREF(&Session_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
