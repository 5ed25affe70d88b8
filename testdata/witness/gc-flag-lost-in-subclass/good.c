#include "../witness.h"

typedef struct {
    PyListObject list;
    PyObject *owner;
} Stack;

static int stack_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Stack *)op)->owner);
    return PyList_Type.tp_traverse(op, visit, arg);
}

static int stack_clear(PyObject *op)
{
    Py_CLEAR(((Stack *)op)->owner);
    return PyList_Type.tp_clear(op);
}

static void stack_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Stack *)op)->owner);
    PyList_Type.tp_dealloc(op);
}

static PyMemberDef stack_members[] = {
    {"owner", T_OBJECT_EX, offsetof(Stack, owner), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject Stack_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Stack",
    .tp_basicsize = sizeof(Stack),
    .tp_dealloc = stack_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = stack_traverse,
    .tp_clear = stack_clear,
    .tp_members = stack_members,
    .tp_base = &PyList_Type,
};

WITNESS_MODULE(Stack, NULL)
