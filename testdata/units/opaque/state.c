#include <Python.h>

struct foo_state {
    PyObject *owner;
};

void fill(struct foo_state *state, PyObject *owner)
{
    state->owner = Py_NewRef(owner);
}
