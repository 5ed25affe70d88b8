#include "foo.h"

void lend(PyObject *op, PyObject *value)
{
    FOO_SET(op, value);
}
