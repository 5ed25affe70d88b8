/* The function that frees is itself the deallocator. */
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    int number;
    PyObject *weak_references;
} Token;

static PyTypeObject Token_Type = { /* expect: dealloc-missing-weakref-clear error Token_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Token",
    .tp_basicsize = sizeof(Token),
    .tp_dealloc = (destructor)PyObject_Free,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_weaklistoffset = offsetof(Token, weak_references),
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Token_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Token", (PyObject *)&Token_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
