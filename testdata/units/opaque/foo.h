#include <Python.h>

typedef struct Foo {
    PyObject_HEAD
    struct foo_state *state;
} Foo;
