/* compile: no */
/* expect: nothing */
/* A name that nothing declares may be a macro that visits the type. */
#include <Python.h>
#include <larder/bind.h>

namespace bind = larder::bind;

class Shelf;

static int shelf_traverse(PyObject *self, visitproc visit, void *arg)
{
    LARDER_VISIT_TYPE(self);
    Py_VISIT(bind::instance<Shelf>(self)->label.ptr());
    return 0;
}

static int shelf_clear(PyObject *self)
{
    bind::instance<Shelf>(self)->label.reset();
    return 0;
}

PyType_Slot shelf_slots[] = {
    {Py_tp_traverse, reinterpret_cast<void *>(shelf_traverse)},
    {Py_tp_clear, reinterpret_cast<void *>(shelf_clear)},
    {0, nullptr},
};
