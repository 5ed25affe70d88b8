#include <Python.h>

typedef struct Foo {
    PyObject_HEAD
    PyObject *callback;
    PyObject *other;
} Foo;

extern PyTypeObject Foo_Type;

#define FOO_SET(op, value) (((Foo *)(op))->other = (value))

static inline void foo_put(PyObject *op, PyObject *value)
{
    ((Foo *)op)->other = value;
}
