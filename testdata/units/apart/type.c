#include "foo.h"

static int foo_traverse(PyObject *op, visitproc visit, void *arg)
{
    Foo *self = (Foo *)op;
    Py_VISIT(self->callback);
    return 0;
}

static void foo_dealloc(PyObject *op)
{
    Foo *self = (Foo *)op;
    PyObject_GC_UnTrack(op);
    Py_XDECREF(self->callback);
    PyObject_GC_Del(op);
}

PyTypeObject Foo_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Foo",
    .tp_basicsize = sizeof(Foo),
    .tp_dealloc = foo_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = foo_traverse,
};

static PyObject *names(PyObject *rest)
{
    return rest;
}
