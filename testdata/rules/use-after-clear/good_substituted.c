/* expect: nothing */
#include <Python.h>

/* tp_clear puts an empty list in the place of the other one, so that the field is never NULL. */
typedef struct {
    PyObject_HEAD
    PyObject *log;
    PyObject *callback;
} Session;

static PyObject *empty;

static int session_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Session *)op)->log);
    Py_VISIT(((Session *)op)->callback);
    return 0;
}

static int session_clear(PyObject *op)
{
    Session *self = (Session *)op;
    Py_INCREF(empty);
    Py_XSETREF(self->log, empty);
    Py_CLEAR(self->callback);
    return 0;
}

static void session_dealloc(PyObject *op)
{
    Session *self = (Session *)op;
    PyObject_GC_UnTrack(op);
    Py_CLEAR(self->log);
    Py_CLEAR(self->callback);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *session_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *callback;
    if (!PyArg_ParseTuple(args, "O", &callback))
        return NULL;
    Session *self = (Session *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->log = PyList_New(0);
    if (self->log == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    self->callback = Py_NewRef(callback);
    return (PyObject *)self;
}

static PyObject *session_kind(PyObject *op, PyObject *ignored)
{
    Session *self = (Session *)op;
    return PyUnicode_FromString(Py_TYPE(self->log)->tp_name);
}

static PyMethodDef session_methods[] = {{"kind", session_kind, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Session_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Session",
    .tp_basicsize = sizeof(Session),
    .tp_dealloc = session_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = session_traverse,
    .tp_clear = session_clear,
    .tp_methods = session_methods,
    .tp_new = session_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    empty = PyList_New(0);
    if (empty == NULL || PyType_Ready(&Session_Type) < 0)
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
