/* compile: no */
/* What nothing declares is taken apart and called in many ways, and none of them visits the type. */
#include <Python.h>
#include <larder/bind.h>

namespace bind = larder::bind;

static const int get = 2;

class Shelf {
public:
    bind::dictionary<int, bind::object> tins;
    bind::object label;
    static PyType_Slot slots[];
    static int traverse(PyObject *self, visitproc visit, void *arg);
    static int clear(PyObject *self);
};

int Shelf::traverse(PyObject *self, visitproc visit, void *arg) /* expect: heap-type-missing-type-visit Shelf::slots */
{
    if (!bind::is_ready(self))
        return 0;
    Shelf *shelf = bind::instance<Shelf>(self);
    auto [first, count] = bind::rows(shelf, get);
    Py_VISIT(first.get());
    for (const auto &[number, tin] : shelf->tins) {
        Py_VISIT(tin.ptr());
    }
    Py_VISIT(shelf->label.ptr());
    return 0;
}

int Shelf::clear(PyObject *self)
{
    bind::instance<Shelf>(self)->label.reset();
    return 0;
}

PyType_Slot Shelf::slots[] = {
    {Py_tp_traverse, reinterpret_cast<void *>(Shelf::traverse)},
    {Py_tp_clear, reinterpret_cast<void *>(Shelf::clear)},
    {0, nullptr},
};

void add_shelf(bind::module &module)
{
    bind::class_<Shelf>(module, "Shelf", bind::type_slots(Shelf::slots)).def(bind::init<>());
}
