#include <Python.h>

void foo_release(object)
    PyObject *object;
{
    Py_XDECREF(object);
}
