#include <Python.h>

#define OBJECT_STRUCT(name) typedef struct { PyObject_HEAD PyObject *held; } name
#define OBJECT_TYPE(symbol, name, text) \
    static PyTypeObject symbol = {PyVarObject_HEAD_INIT(NULL, 0) .tp_name = text, .tp_basicsize = sizeof(name)}
#define FAIL(text) (PyErr_SetString(PyExc_ValueError, text), -1)
