#include "../witness.h"

typedef struct {
    PyObject_HEAD
    PyObject *weakreflist;
} Handler;

static PyMemberDef handler_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Handler, weakreflist), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot handler_slots[] = {
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
