#include <Python.h>

void drop(void *object)
{
    Py_XDECREF((PyObject *)object);
}
