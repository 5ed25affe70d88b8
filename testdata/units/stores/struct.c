#include "foo.h"

void give(struct Foo *foo, PyObject *value)
{
    Py_INCREF(value);
    foo->callback = value;
}
