#include "../witness.h"

typedef struct {
    PyObject_VAR_HEAD
    PyObject *items[1];
} Handler;

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
    for (Py_ssize_t i = 0; i < Py_SIZE(op); i++)
        Py_VISIT(((Handler *)op)->items[i]);
    return 0;
}

static void handler_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    for (Py_ssize_t i = 0; i < Py_SIZE(op); i++)
        Py_XDECREF(((Handler *)op)->items[i]);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *handler_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Handler *self = (Handler *)type->tp_alloc(type, 2);
    if (self == NULL)
        return NULL;
    Handler *bigger = PyObject_GC_Resize(Handler, self, 5000);
    if (bigger == NULL) {
        PyObject_GC_Del(self);
        return NULL;
    }
    for (int i = 0; i < 5000; i++)
        bigger->items[i] = NULL;
    return (PyObject *)bigger;
}

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Handler",
    .tp_basicsize = offsetof(Handler, items),
    .tp_itemsize = sizeof(PyObject *),
    .tp_dealloc = handler_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handler_traverse,
    .tp_new = handler_new,
};

WITNESS_MODULE(Handler, NULL)
