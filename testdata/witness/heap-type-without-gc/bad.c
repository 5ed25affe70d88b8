#include "../witness.h"

typedef struct {
    PyObject_HEAD
    long hits;
} Handler;

static PyMemberDef handler_members[] = {
    {"hits", T_LONG, offsetof(Handler, hits), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static void handler_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot handler_slots[] = {
    {Py_tp_dealloc, handler_dealloc},
    {Py_tp_members, handler_members},
    {0, NULL},
};

static PyType_Spec Handler_spec = {
    .name = "witness.Handler",
    .basicsize = sizeof(Handler),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = handler_slots,
};

WITNESS_SPEC_MODULE(Handler)
