#include "../witness.h"

typedef struct {
    PyObject_HEAD
    double x, y;
} Handler;

static PyTypeObject Handler_Type;

static PyObject *handler_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Handler *self = PyObject_GC_New(Handler, &Handler_Type);
    if (self == NULL)
        return NULL;
    self->x = self->y = 0;
    return (PyObject *)self;
}

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = handler_new,
};

WITNESS_MODULE(Handler, NULL)
