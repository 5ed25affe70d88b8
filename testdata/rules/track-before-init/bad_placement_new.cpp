#include <Python.h>
#include <new>

/* The constructor that sets the field runs only after the object is tracked. */
struct Walk : public PyObject {
    PyObject *chain;

    Walk(PyObject *chain) : chain(chain) { Py_INCREF(chain); }
    ~Walk() { Py_XDECREF(chain); }

    static int traverse(Walk *self, visitproc visit, void *arg)
    {
        Py_VISIT(self->chain);
        return 0;
    }
    static int clear(Walk *self)
    {
        Py_CLEAR(self->chain);
        return 0;
    }
    static void dealloc(Walk *self)
    {
        PyObject_GC_UnTrack(self);
        self->~Walk();
        PyObject_GC_Del(self);
    }
};

PyTypeObject Walk_Type = {
    PyVarObject_HEAD_INIT(nullptr, 0)
    .tp_name = "fixture.Walk",
    .tp_basicsize = sizeof(Walk),
    .tp_dealloc = (destructor)Walk::dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)Walk::traverse,
    .tp_clear = (inquiry)Walk::clear,
};

PyObject *walk(PyObject *chain)
{
    auto self = PyObject_GC_New(Walk, &Walk_Type);
    if (self == nullptr)
        return nullptr;
    PyObject_GC_Track(self); /* expect: track-before-init error Walk_Type chain */
    new (self) Walk(chain);
    return self;
}

int ready(void)
{
    return PyType_Ready(&Walk_Type);
}
