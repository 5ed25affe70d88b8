#include <Python.h>

typedef struct Foo {
    PyObject_HEAD
    PyObject *callback;
    PyObject *other;
} Foo;

extern PyTypeObject Foo_Type;

#ifdef WITH_SETTER
static void set_callback(Foo *self, PyObject *value)
{
    self->other = value;
}
#endif
