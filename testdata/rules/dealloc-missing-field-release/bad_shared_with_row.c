#include <Python.h>

/* The row gets a reference of its own, so the instance keeps the one that it has, and loses it when it dies. */
typedef struct {
    PyObject_HEAD
    PyObject *label;
} Tag;

static PyObject *another(PyObject *object)
{
    Py_INCREF(object);
    return object;
}

static PyObject *tag_rename(Tag *self, PyObject *number)
{
    long value = PyLong_AsLong(number);
    PyObject *row = value == -1 && PyErr_Occurred() ? NULL : PyTuple_New(1);
    if (!row)
        return NULL;
    Py_XSETREF(self->label, PyUnicode_FromFormat("tag %ld", value));
    if (!self->label) {
        Py_DECREF(row);
        return NULL;
    }
    PyTuple_SET_ITEM(row, 0, another(self->label));
    return row;
}

static void tag_dealloc(Tag *self) /* expect: dealloc-missing-field-release warning Tag_Type label */
{
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef tag_methods[] = {
    {"rename", (PyCFunction)tag_rename, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Tag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Tag",
    .tp_basicsize = sizeof(Tag),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_methods = tag_methods,
    .tp_dealloc = (destructor)tag_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Tag_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
