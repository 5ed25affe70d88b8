#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Spam;
