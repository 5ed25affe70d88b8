#include "../witness.h"

typedef struct {
    PyObject_HEAD
    int id;
} Handler;

static void handler_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_ClearWeakRefs(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot handler_slots[] = {
    {Py_tp_dealloc, handler_dealloc},
    {0, NULL},
};

static PyType_Spec Handler_spec = {
    .name = "witness.Handler",
    .basicsize = sizeof(Handler),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_MANAGED_WEAKREF,
    .slots = handler_slots,
};

WITNESS_SPEC_MODULE(Handler)
