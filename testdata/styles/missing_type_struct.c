/* A struct of a header that is not there begins like PyTypeObject, and has its methods where tp_traverse would be: no slot of the type. */
/* compile: no */
#include <Python.h>
#include "not_there.h"

typedef struct {
    PyObject_HEAD
    PyObject *item;
} Holder;

static void holder_dealloc(Holder *self)
{
    Py_XDECREF(self->item);
    PyObject_Free(self);
}

static PyMethodDef holder_methods[] = {{NULL, NULL, 0, NULL}};

/* type: Holder_Type style=static name=spam.Holder record=Holder slots.tp_dealloc=holder_dealloc slots.tp_traverse=- slots.tp_clear=- refs=item@16 complete=no */
static OtherTypeObject Holder_Type = {
    PyObject_HEAD_INIT(NULL) 0, "spam.Holder", sizeof(Holder), 0,
    (destructor)holder_dealloc, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0,
    0L, 0L, "documentation",
    OTHER_METHODS(holder_methods),
    (void *)(OTHER_FLAG),
};
