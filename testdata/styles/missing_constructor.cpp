/* A constructor whose parameter is of a class that a missing header declares looks like a field of its own class. */
/* compile: no */
#include <Python.h>
#include <larder/larder.hpp>

class Shelf;

class Tin {
public:
    PyObject_HEAD
    explicit Tin(Shelf *place) : shelf(place) {}
    explicit Tin(LarderPointer<Shelf> place) : shelf(place.get()) {}
    Shelf *shelf;
    PyObject *label;
};

static void tin_dealloc(PyObject *op)
{
    Py_CLEAR(reinterpret_cast<Tin *>(op)->label);
    Py_TYPE(op)->tp_free(op);
}

static PyType_Slot tin_slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void *>(tin_dealloc)},
    {0, nullptr},
};

/* type: tin_spec style=spec name=spam.Tin record=Tin refs=label@- */
PyType_Spec tin_spec = {"spam.Tin", sizeof(Tin), 0, Py_TPFLAGS_DEFAULT, tin_slots};
