#include <Python.h>

/* Added by a helper that does not make it ready. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t hits;
} Counter;

static PyTypeObject Counter_Type = { /* expect: type-not-readied error Counter_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static int add_object(PyObject *module, const char *name, PyObject *object)
{
    if (object == NULL)
        return -1;
    Py_INCREF(object);
    if (PyModule_AddObject(module, name, object) < 0) {
        Py_DECREF(object);
        return -1;
    }
    return 0;
}

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (add_object(result, "Counter", (PyObject *)&Counter_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
