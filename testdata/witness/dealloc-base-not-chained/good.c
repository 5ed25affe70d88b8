#include "../witness.h"

typedef struct {
    PyListObject list;
    PyObject *owner;
} Handler;

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handler *)op)->owner);
    return PyList_Type.tp_traverse(op, visit, arg);
}

static int handler_clear(PyObject *op)
{
    Py_CLEAR(((Handler *)op)->owner);
    return PyList_Type.tp_clear(op);
}

static PyMemberDef handler_members[] = {
    {"owner", T_OBJECT_EX, offsetof(Handler, owner), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static void handler_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Handler *)op)->owner);
    PyList_Type.tp_dealloc(op);
}

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_dealloc = handler_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handler_traverse,
    .tp_clear = handler_clear,
    .tp_members = handler_members,
    .tp_base = &PyList_Type,
};

WITNESS_MODULE(Handler, NULL)
