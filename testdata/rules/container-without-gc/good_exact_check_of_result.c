/* What a call returned is tested before it is stored; the local is used for one thing after the other. */
#include <Python.h>

#define likely(test) __builtin_expect(!!(test), 1)

typedef struct {
    PyObject_HEAD
    PyObject *label;
    PyObject *text;
} Tag;

static void tag_dealloc(PyObject *op)
{
    Py_XDECREF(((Tag *)op)->label);
    Py_XDECREF(((Tag *)op)->text);
    Py_TYPE(op)->tp_free(op);
}

static int complain(const char *expected, PyObject *object)
{
    PyErr_Format(PyExc_TypeError, "expected %s, got %s", expected, Py_TYPE(object)->tp_name);
    return 0;
}

static PyObject *tag_copy(PyObject *op, PyObject *other)
{
    Tag *self = (Tag *)op;
    PyObject *value = PyObject_GetAttrString(other, "label");
    if (value == NULL)
        return NULL;
    if (!(likely(PyUnicode_CheckExact(value)) || value == Py_None || complain("str", value)))
        goto error;
    Py_CLEAR(self->label);
    self->label = value;
    value = PyObject_GetAttrString(other, "text");
    if (value == NULL)
        return NULL;
    if (!(likely(PyBytes_CheckExact(value)) || value == Py_None || ((void)complain("bytes", value), 0)))
        goto error;
    Py_CLEAR(self->text);
    self->text = ((PyObject *)value);
    value = 0;
    Py_RETURN_NONE;
error:
    Py_DECREF(value);
    return NULL;
}

static PyMethodDef tag_methods[] = {{"copy", tag_copy, METH_O, NULL}, {NULL, NULL, 0, NULL}};

/* expect: nothing */
static PyTypeObject Tag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Tag",
    .tp_basicsize = sizeof(Tag),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = tag_dealloc,
    .tp_methods = tag_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Tag_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result && PyModule_AddObjectRef(result, "Tag", (PyObject *)&Tag_Type) < 0)
        Py_CLEAR(result);
    return result;
}
