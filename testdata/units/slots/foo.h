#include <Python.h>

typedef struct Foo {
    PyObject_HEAD
    PyObject *callback;
    PyObject *other;
} Foo;

extern PyTypeObject Foo_Type;

#define SET_SLOT(type, slot, value) ((type)->tp_##slot = (value))
int clear_foo(PyObject *);
