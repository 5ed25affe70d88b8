/* expect: nothing */
/* The function that is called claims that it has been given a str; it does not ask. */
#include <Python.h>

#include <assert.h>

typedef struct {
    PyObject_HEAD
    PyObject *title;
} Label;

static Py_ssize_t size_of(PyObject *text)
{
    assert(PyUnicode_Check(text));
    return PyUnicode_GetLength(text);
}

static PyObject *label_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *title;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "O", &title))
        return NULL;
    Label *self = (Label *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(title);
    self->title = title;
    return (PyObject *)self;
}

static Py_ssize_t label_length(PyObject *op)
{
    return size_of(((Label *)op)->title);
}

static void label_dealloc(PyObject *op)
{
    Py_XDECREF(((Label *)op)->title);
    Py_TYPE(op)->tp_free(op);
}

static PySequenceMethods label_sequence = {.sq_length = label_length};

static PyTypeObject Label_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Label",
    .tp_basicsize = sizeof(Label),
    .tp_dealloc = label_dealloc,
    .tp_as_sequence = &label_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = label_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Label_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Label", (PyObject *)&Label_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
