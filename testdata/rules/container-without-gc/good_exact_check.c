/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *label;
} Tag;

static void tag_dealloc(PyObject *op)
{
    Py_XDECREF(((Tag *)op)->label);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *tag_rename(PyObject *op, PyObject *label)
{
    Tag *self = (Tag *)op;
    if (!PyUnicode_CheckExact(label)) {
        PyErr_SetString(PyExc_TypeError, "a label is a str");
        return NULL;
    }
    Py_XSETREF(self->label, Py_NewRef(label));
    Py_RETURN_NONE;
}

static PyMethodDef tag_methods[] = {{"rename", tag_rename, METH_O, NULL}, {NULL, NULL, 0, NULL}};

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
