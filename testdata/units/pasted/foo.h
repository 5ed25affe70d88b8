#include <Python.h>

typedef struct Foo {
    PyObject_HEAD
    PyObject *callback;
    PyObject *other;
} Foo;

extern PyTypeObject Foo_Type;

#define CALL(what, op) foo_##what(op)
void foo_release(PyObject *);
