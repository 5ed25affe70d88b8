/* expect: nothing */
/* What is stored has met a test, whatever other tests it has failed before. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *name;  /* no number, but a str */
    PyObject *label; /* bytes or str */
    PyObject *path;  /* turned into bytes where it is a str */
    PyObject *mark;  /* the test is said the other way round */
} Entry;

static int entry_set_name(Entry *self, PyObject *value)
{
    if (PyLong_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "a number is no name");
        return -1;
    }
    if (!PyUnicode_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "a str is expected");
        return -1;
    }
    Py_INCREF(value);
    Py_XSETREF(self->name, value);
    return 0;
}

static int entry_set_label(Entry *self, PyObject *value)
{
    if (!(PyUnicode_Check(value) || PyBytes_Check(value))) {
        PyErr_SetString(PyExc_TypeError, "a str or bytes are expected");
        return -1;
    }
    Py_INCREF(value);
    Py_XSETREF(self->label, value);
    return 0;
}

static int entry_set_path(Entry *self, PyObject *value)
{
    if (PyUnicode_Check(value)) {
        PyObject *encoded = PyUnicode_AsUTF8String(value);
        if (encoded == NULL)
            return -1;
        Py_XSETREF(self->path, encoded);
        return 0;
    }
    if (PyBytes_Check(value)) {
        Py_INCREF(value);
        Py_XSETREF(self->path, value);
        return 0;
    }
    PyErr_SetString(PyExc_TypeError, "a path is expected");
    return -1;
}

static int entry_set_mark(Entry *self, PyObject *value)
{
    if (PyUnicode_Check(value)) {
        Py_INCREF(value);
        Py_XSETREF(self->mark, value);
        return 0;
    }
    PyErr_SetString(PyExc_TypeError, "a str is expected");
    return -1;
}

static PyObject *entry_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *name, *label, *path, *mark;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "OOOO", &name, &label, &path, &mark))
        return NULL;
    Entry *self = (Entry *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    if (entry_set_name(self, name) < 0 || entry_set_label(self, label) < 0 || entry_set_path(self, path) < 0 ||
        entry_set_mark(self, mark) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static void entry_dealloc(PyObject *op)
{
    Entry *self = (Entry *)op;
    Py_XDECREF(self->name);
    Py_XDECREF(self->label);
    Py_XDECREF(self->path);
    Py_XDECREF(self->mark);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Entry_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Entry",
    .tp_basicsize = sizeof(Entry),
    .tp_dealloc = entry_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = entry_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Entry_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Entry", (PyObject *)&Entry_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
