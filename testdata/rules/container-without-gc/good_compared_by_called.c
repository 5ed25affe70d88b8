/* expect: nothing */
/* The function that is called has a shorter way for an exact str, as Cython's comparisons have: the field is used as a str all the same. */
#include <Python.h>

extern PyObject *kind_names[4];

typedef struct {
    PyObject_HEAD
    PyObject *kind;
} Happening;

static int is_equal(PyObject *left, PyObject *right)
{
    if (PyUnicode_CheckExact(left) && PyUnicode_CheckExact(right))
        return PyUnicode_Compare(left, right) == 0;
    return PyObject_RichCompareBool(left, right, Py_EQ);
}

static int happening_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    int kind;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "i", &kind))
        return -1;
    PyObject *name = kind_names[kind & 3];
    Py_INCREF(name);
    Py_XSETREF(((Happening *)op)->kind, name);
    return 0;
}

static int happening_is_call(PyObject *op)
{
    return is_equal(((Happening *)op)->kind, kind_names[0]);
}

static void happening_dealloc(PyObject *op)
{
    Py_XDECREF(((Happening *)op)->kind);
    Py_TYPE(op)->tp_free(op);
}

static PyNumberMethods happening_number = {.nb_bool = happening_is_call};

static PyTypeObject Happening_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Happening",
    .tp_basicsize = sizeof(Happening),
    .tp_dealloc = happening_dealloc,
    .tp_as_number = &happening_number,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_init = happening_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Happening_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Happening", (PyObject *)&Happening_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
