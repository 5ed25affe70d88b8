#include "foo.h"

void put(PyObject *op, PyObject *value)
{
    foo_put(op, Py_NewRef(value));
}
