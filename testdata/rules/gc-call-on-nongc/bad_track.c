#include <Python.h>

typedef struct {
    PyObject_HEAD
    long value;
} Counter;

static PyTypeObject Counter_Type;

static PyObject *counter_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Counter *self = PyObject_New(Counter, &Counter_Type);
    if (self == NULL)
        return NULL;
    self->value = 0;
    PyObject_GC_Track(self); /* expect: gc-call-on-nongc error Counter_Type */
    return (PyObject *)self;
}

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = counter_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Counter_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Counter", (PyObject *)&Counter_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
