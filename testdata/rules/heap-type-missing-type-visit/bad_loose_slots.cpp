/* A library makes the types: from a PyType_Slot[] of the program, and so heap types. */
#include <Python.h>

#include <map>

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
    std::map<int, PyObject *> jars;
    std::map<int, bind::object> tins;
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
    for (const auto &[number, jar] : shelf->jars) {
        Py_VISIT(jar);
    }
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

void add_shelf(PyObject *module)
{
    bind::add_class(module, "Shelf", Shelf::slots);
}
