#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *weakreflist;
    int kind;
} Token;

static PyTypeObject Token_Type = { /* expect: dealloc-missing-weakref-clear error Token_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Token",
    .tp_basicsize = sizeof(Token),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_weaklistoffset = offsetof(Token, weakreflist),
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
