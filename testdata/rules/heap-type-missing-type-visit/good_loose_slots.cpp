/* expect: nothing */
/* The same with the visit; and where what is not in the program may do it: a function that visits what it is given, and the type that a
 * function returns. */
#include <Python.h>

/* What a library declares. */
namespace bind {
struct object {
    PyObject *ptr() const;
    void reset();
};
template <class T> T *instance(PyObject *);
bool is_ready(PyObject *);
int traverse_instance(PyObject *, visitproc, void *);
PyTypeObject *type_of(PyObject *);
void add_class(PyObject *module, const char *name, PyType_Slot *slots);
}

class Shelf {
public:
    bind::object label;
    static PyType_Slot slots[];
};

static int shelf_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    if (!bind::is_ready(self))
        return 0;
    Py_VISIT(bind::instance<Shelf>(self)->label.ptr());
    return 0;
}

static int shelf_clear(PyObject *self)
{
    bind::instance<Shelf>(self)->label.reset();
    return 0;
}

PyType_Slot Shelf::slots[] = {
    {Py_tp_traverse, reinterpret_cast<void *>(shelf_traverse)},
    {Py_tp_clear, reinterpret_cast<void *>(shelf_clear)},
    {0, nullptr},
};

static int handed_over_traverse(PyObject *self, visitproc visit, void *arg)
{
    return bind::traverse_instance(self, visit, arg);
}

PyType_Slot handed_over_slots[] = {
    {Py_tp_traverse, reinterpret_cast<void *>(handed_over_traverse)},
    {Py_tp_clear, reinterpret_cast<void *>(shelf_clear)},
    {0, nullptr},
};

static int told_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(bind::type_of(self));
    return 0;
}

PyType_Slot told_slots[] = {
    {Py_tp_traverse, reinterpret_cast<void *>(told_traverse)},
    {Py_tp_clear, reinterpret_cast<void *>(shelf_clear)},
    {0, nullptr},
};

void add_shelf(PyObject *module)
{
    bind::add_class(module, "Shelf", Shelf::slots);
    bind::add_class(module, "Other", handed_over_slots);
    bind::add_class(module, "Told", told_slots);
}
