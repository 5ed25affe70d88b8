#include "types.h"

typedef struct {
    PyObject_HEAD
    PyObject *left;
    PyObject *right;
} Node;

static void node_dealloc(PyObject *op)
{
    node_release(op);
    Py_TYPE(op)->tp_free(op);
}

void node_release(PyObject *op)
{
    Py_CLEAR(((Node *)op)->left);
    Py_CLEAR(((Node *)op)->right);
}

PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "two.Node", .tp_basicsize = sizeof(Node), .tp_dealloc = node_dealloc, .tp_flags = Py_TPFLAGS_BASETYPE};
