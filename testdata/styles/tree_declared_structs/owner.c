#include "handles.h"

typedef struct {
    PyObject_HEAD
    HandleObject *handle; /* an object by what another file says */
    HandleObject *several[2];
    Plain *plain;                /* none by what another file says */
    struct NowhereDefined *lost; /* an object, as it is released */
    struct NowhereDefined *kept; /* nothing tells */
} OwnerObject;

static void
owner_dealloc(OwnerObject *self)
{
    Py_XDECREF((PyObject *)self->lost);
    PyObject_Free(self);
}

/* type: Owner_Type style=static name=tree.Owner record=OwnerObject refs=handle@16,several[*]@24,lost@48 */
PyTypeObject Owner_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "tree.Owner",
    .tp_basicsize = sizeof(OwnerObject),
    .tp_dealloc = (destructor)owner_dealloc,
};
