#include <Python.h>

typedef struct {
    PyObject_HEAD
    int id;
} Session;

static void session_del(PyObject *op)
{
    ((Session *)op)->id = 0;
}

static PyTypeObject Session_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Session",
    .tp_basicsize = sizeof(Session),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_del = session_del, /* expect: legacy-tp-del note Session_Type */
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Session_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Session", (PyObject *)&Session_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
