#include "holder.hpp"

struct Foo {
    PyObject_HEAD
    Holder holder;
};

static void foo_dealloc(PyObject *op)
{
    reinterpret_cast<Foo *>(op)->holder.drop();
    Py_TYPE(op)->tp_free(op);
}

PyTypeObject Foo_Type = {
    PyVarObject_HEAD_INIT(nullptr, 0)
    "spam.Foo", sizeof(Foo), 0, foo_dealloc,
};
