/* expect: nothing */
#include <Python.h>

/* Strings and numbers made here cannot be part of a cycle. */
typedef struct {
    PyObject_HEAD
    PyObject *label;
    PyObject *count;
} Tag;

static void tag_dealloc(PyObject *op)
{
    Tag *self = (Tag *)op;
    Py_XDECREF(self->label);
    Py_XDECREF(self->count);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *tag_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    const char *label;
    long count;
    if (!PyArg_ParseTuple(args, "sl", &label, &count))
        return NULL;
    Tag *self = (Tag *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->label = PyUnicode_FromString(label);
    self->count = PyLong_FromLong(count);
    if (self->label == NULL || self->count == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyTypeObject Tag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Tag",
    .tp_basicsize = sizeof(Tag),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = tag_dealloc,
    .tp_new = tag_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Tag_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Tag_Type);
    if (PyModule_AddObject(result, "Tag", (PyObject *)&Tag_Type) < 0) {
        Py_DECREF(&Tag_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
