#include <Python.h>

typedef struct Foo {
    PyObject_HEAD
    PyObject *callback;
    PyObject *other;
} Foo;

extern PyTypeObject Foo_Type;

#define MAKE(type, object) PyObject_GC_New(type, &object)
