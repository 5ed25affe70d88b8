#include <Python.h>

void let_go(void *place)
{
    PyObject *object = *(PyObject **)place;
    Py_XDECREF(object);
}
