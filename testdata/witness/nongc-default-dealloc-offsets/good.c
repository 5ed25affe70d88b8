#include "../witness.h"

typedef struct {
    PyObject_HEAD
    PyObject *weakreflist;
} Handler;

static PyMemberDef handler_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Handler, weakreflist), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
#if PY_VERSION_HEX >= 0x03090000
    Py_VISIT(Py_TYPE(op));
#endif
    return 0;
}

static PyType_Slot handler_slots[] = {
    {Py_tp_traverse, handler_traverse},
    {Py_tp_members, handler_members},
    {0, NULL},
};

static PyType_Spec Handler_spec = {
    .name = "witness.Handler",
    .basicsize = sizeof(Handler),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = handler_slots,
};

WITNESS_SPEC_MODULE(Handler)
