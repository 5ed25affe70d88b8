/* expect: nothing */
#include <Python.h>

/* A cleared session is known by `ok`, and by `peer`, which tp_clear sets to NULL as well. The methods give up then. */
typedef struct {
    PyObject_HEAD
    int ok;
    PyListObject *log;
    PyObject *peer;
} Session;

static int session_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Session *)op)->log);
    Py_VISIT(((Session *)op)->peer);
    return 0;
}

static int session_clear(PyObject *op)
{
    ((Session *)op)->ok = 0;
    Py_CLEAR(((Session *)op)->log);
    Py_CLEAR(((Session *)op)->peer);
    return 0;
}

static void session_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    session_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int check(Session *self)
{
    if (self->ok <= 0) {
        PyErr_SetString(PyExc_ValueError, "the session is gone");
        return -1;
    }
    return 0;
}

static PyObject *session_length(PyObject *op, PyObject *ignored)
{
    Session *self = (Session *)op;
    if (check(self) < 0)
        return NULL;
    return PyLong_FromSsize_t(self->log->allocated);
}

static PyObject *session_size(PyObject *op, PyObject *ignored)
{
    Session *self = (Session *)op;
    if (self->peer == NULL)
        return PyErr_Format(PyExc_ValueError, "the session is gone");
    return PyLong_FromSsize_t(self->log->allocated);
}

static PyObject *last(Session *self)
{
    if (self->log == NULL)
        return NULL;
    return PyLong_FromSsize_t(self->log->allocated);
}

/* The test stands in a function that is called. */
static PyObject *session_last(PyObject *op, PyObject *ignored)
{
    PyObject *found = last((Session *)op);
    if (found == NULL && !PyErr_Occurred())
        Py_RETURN_NONE;
    return found;
}

static PyObject *session_is_empty(PyObject *op, PyObject *ignored)
{
    Session *self = (Session *)op;
    return PyBool_FromLong(!self->ok || self->log->allocated == 0);
}

static PyObject *session_is_long(PyObject *op, PyObject *ignored)
{
    Session *self = (Session *)op;
    if (self->log && self->log->allocated > 100)
        Py_RETURN_TRUE;
    Py_RETURN_FALSE;
}

static PyObject *session_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *peer;
    if (!PyArg_ParseTuple(args, "O", &peer))
        return NULL;
    Session *self = (Session *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->peer = Py_NewRef(peer);
    self->log = (PyListObject *)PyList_New(0);
    if (self->log == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    self->ok = 1;
    return (PyObject *)self;
}

static PyMethodDef session_methods[] = {
    {"length", session_length, METH_NOARGS, NULL},
    {"size", session_size, METH_NOARGS, NULL},
    {"last", session_last, METH_NOARGS, NULL},
    {"is_empty", session_is_empty, METH_NOARGS, NULL},
    {"is_long", session_is_long, METH_NOARGS, NULL},
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
