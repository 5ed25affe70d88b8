/* One local for what several calls return: a test of what it held before says nothing of what it holds then. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *label;
    PyObject *owner;
} Tag;

static void tag_dealloc(PyObject *op)
{
    Py_XDECREF(((Tag *)op)->label);
    Py_XDECREF(((Tag *)op)->owner);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *tag_copy(PyObject *op, PyObject *other)
{
    Tag *self = (Tag *)op;
    PyObject *value = PyObject_GetAttrString(other, "label");
    if (value == NULL || !PyUnicode_CheckExact(value))
        goto error;
    Py_CLEAR(self->label);
    self->label = value;
    value = PyObject_GetAttrString(other, "owner");
    if (value == NULL)
        goto error;
    Py_CLEAR(self->owner);
    self->owner = value;
    Py_RETURN_NONE;
error:
    Py_XDECREF(value);
    return NULL;
}

static PyMethodDef tag_methods[] = {{"copy", tag_copy, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Tag_Type = { /* expect: container-without-gc warning Tag_Type owner */
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
