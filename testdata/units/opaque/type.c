#include "foo.h"

static void foo_dealloc(PyObject *op)
{
    PyMem_Free(((Foo *)op)->state);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Foo_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Foo",
    .tp_basicsize = sizeof(Foo),
    .tp_dealloc = foo_dealloc,
};
