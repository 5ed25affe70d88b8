#include <Python.h>

struct view {
    PyObject_HEAD
    PyObject *callback;
};

void foo_release(PyObject *op)
{
    Py_XDECREF(((struct view *)op)->callback);
}
