/* expect: nothing */
/* options: --python=3.14 */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int id;
} Session;

static void session_finalize(PyObject *op)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *result = PyObject_CallMethod(op, "close", NULL);
    if (result == NULL)
        PyErr_WriteUnraisable(op);
    Py_XDECREF(result);
    PyErr_Restore(type, value, traceback);
}

static void session_dealloc(PyObject *op)
{
    if (PyObject_CallFinalizerFromDealloc(op) < 0)
        return;
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Session_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Session",
    .tp_basicsize = sizeof(Session),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_finalize = session_finalize,
    .tp_dealloc = session_dealloc,
    .tp_new = PyType_GenericNew,
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
