#include "../witness.h"

typedef struct {
    PyObject_HEAD
    double x, y;
} Handler;

static void handler_dealloc(PyObject *op)
{
    PyObject_Free(op);
}

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_dealloc = handler_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

WITNESS_MODULE(Handler, NULL)
