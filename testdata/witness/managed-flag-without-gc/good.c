#include "../witness.h"

typedef struct {
    PyObject_HEAD
    int id;
} Handler;

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static PyType_Slot handler_slots[] = {
    {Py_tp_traverse, handler_traverse},
    {0, NULL},
};

static PyType_Spec Handler_spec = {
    .name = "witness.Handler",
    .basicsize = sizeof(Handler),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_WEAKREF,
    .slots = handler_slots,
};

WITNESS_SPEC_MODULE(Handler)
