#include <Python.h>

void set_other_of(PyObject *, PyObject *);

void use(PyObject *op)
{
    set_other_of(op, PyList_New(0));
}
