#include "foo.h"

PyObject *make(PyObject *value)
{
    Foo *foo = MAKE(Foo, Foo_Type);
    if (foo)
        foo->callback = Py_NewRef(value);
    return (PyObject *)foo;
}
