#include <Python.h>

/* A weak reference owns nothing but its callback; numbers made of numbers are numbers; decoded text is a str, maybe of a subclass. */
typedef struct {
    PyObject_HEAD
    PyObject *owner; /* a weak reference without a callback */
    PyObject *watch; /* one with a callback */
    PyObject *maybe; /* one that may have a callback */
    PyObject *count;
    PyObject *name;
} Session;

/* expect@+3: traverse-missing-field warning Session_Type watch */
/* expect@+2: traverse-missing-field warning Session_Type maybe */
/* expect@+1: traverse-missing-field note Session_Type name */
static int session_traverse(PyObject *op, visitproc visit, void *arg)
{
    return 0;
}

static void session_dealloc(PyObject *op)
{
    Session *self = (Session *)op;
    PyObject_GC_UnTrack(op);
    Py_XDECREF(self->owner);
    Py_XDECREF(self->watch);
    Py_XDECREF(self->maybe);
    Py_XDECREF(self->count);
    Py_XDECREF(self->name);
    Py_TYPE(op)->tp_free(op);
}

static int fill(Session *self, PyObject *owner, PyObject *callback, const char *name)
{
    PyObject *one = PyLong_FromLong(1), *none = NULL;
    if (one == NULL)
        return -1;
    if (name == NULL)
        none = callback;
    self->owner = PyWeakref_NewRef(owner, NULL);
    self->watch = PyWeakref_NewRef(owner, callback);
    self->maybe = PyWeakref_NewProxy(owner, none);
    self->count = PyNumber_Add(one, one);
    Py_DECREF(one);
    self->name = PyUnicode_Decode(name, 1, "ascii", "strict");
    return self->owner && self->watch && self->maybe && self->count && self->name ? 0 : -1;
}

static PyObject *session_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *owner, *callback;
    const char *name;
    if (!PyArg_ParseTuple(args, "OOz", &owner, &callback, &name))
        return NULL;
    Session *self = (Session *)type->tp_alloc(type, 0);
    if (self != NULL && fill(self, owner, callback, name) < 0)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static PyTypeObject Session_Type = { /* allow: missing-clear */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Session",
    .tp_basicsize = sizeof(Session),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = session_traverse,
    .tp_dealloc = session_dealloc,
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
