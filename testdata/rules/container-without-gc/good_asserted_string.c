/* expect: nothing */
/* What an assertion does with the field says what it holds, though the assertion is not there in a release build. */
#undef NDEBUG
#include <Python.h>
#include <assert.h>

typedef struct {
    PyObject_HEAD
    PyObject *name;
} Label;

static PyObject *pick_name(PyObject *candidates)
{
    return PySequence_GetItem(candidates, 0);
}

static int label_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *name = pick_name(args);
    if (name == NULL)
        return -1;
    Py_XSETREF(((Label *)op)->name, name);
    assert(PyUnicode_GetLength(((Label *)op)->name) > 0);
    return 0;
}

static void label_dealloc(PyObject *op)
{
    Py_XDECREF(((Label *)op)->name);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Label_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Label",
    .tp_basicsize = sizeof(Label),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = label_dealloc,
    .tp_init = label_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Label_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Label", (PyObject *)&Label_Type) < 0)
        Py_CLEAR(result);
    return result;
}
