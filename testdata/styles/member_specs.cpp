/* A PyType_Spec that is a member of a class, with its value there. */
#include <Python.h>

/* type: Binding::spec style=spec name=spam.Kettle record=Kettle slots.tp_dealloc=kettle_dealloc slots.tp_traverse=kettle_traverse refs=lid@16 */

struct Kettle {
    PyObject_HEAD
    PyObject *lid;
};

static int kettle_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(reinterpret_cast<Kettle *>(self)->lid);
    return 0;
}

static void kettle_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_XDECREF(reinterpret_cast<Kettle *>(self)->lid);
    type->tp_free(self);
    Py_DECREF(type);
}

class Binding {
public:
    PyObject *make()
    {
        return PyType_FromSpec(&spec);
    }

private:
    PyType_Slot slots[3] = {
        {Py_tp_dealloc, reinterpret_cast<void *>(kettle_dealloc)},
        {Py_tp_traverse, reinterpret_cast<void *>(kettle_traverse)},
        {0, nullptr},
    };
    PyType_Spec spec = {"spam.Kettle", sizeof(Kettle), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, slots};
};

PyObject *make_kettle()
{
    Binding binding;
    return binding.make();
}
