/* What is known of a value is only noted: any object is stored, whatever the test said. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *owner;
    int is_text;
} Tag;

static void tag_dealloc(PyObject *op)
{
    Py_XDECREF(((Tag *)op)->owner);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *tag_copy(PyObject *op, PyObject *other)
{
    Tag *self = (Tag *)op;
    PyObject *value = PyObject_GetAttrString(other, "owner");
    if (value == NULL)
        return NULL;
    self->is_text = PyUnicode_CheckExact(value);
    Py_CLEAR(self->owner);
    self->owner = value;
    Py_RETURN_NONE;
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
