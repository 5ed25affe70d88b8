#include <Python.h>

typedef struct Foo {
    PyObject_HEAD
    PyObject *callback;
    PyObject *other;
} Foo;

extern PyTypeObject Foo_Type;
void foo_release();
