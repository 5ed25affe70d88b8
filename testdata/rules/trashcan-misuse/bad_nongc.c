#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Leaf;

static void leaf_dealloc(PyObject *op)
{
    Py_TRASHCAN_BEGIN(op, leaf_dealloc) /* expect: trashcan-misuse error Leaf_Type */
    Py_TYPE(op)->tp_free(op);
    Py_TRASHCAN_END
}

static PyTypeObject Leaf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Leaf",
    .tp_basicsize = sizeof(Leaf),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = leaf_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Leaf_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Leaf", (PyObject *)&Leaf_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
