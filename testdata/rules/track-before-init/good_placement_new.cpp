/* expect: nothing */
#include <Python.h>
#include <new>

/* A constructor that is called for memory that is there already sets the fields before the object is tracked. */
struct Chain : public PyObject {
    Py_ssize_t length;
};

struct Walk : public PyObject {
    Chain *chain;
    PyObject *filter = nullptr;
    Py_ssize_t left;

    Walk(Chain *chain) : chain(chain), left(chain->length) { Py_INCREF(chain); }
    ~Walk() { Py_XDECREF(chain); Py_XDECREF(filter); }

    static int traverse(Walk *self, visitproc visit, void *arg)
    {
        Py_VISIT(self->chain);
        Py_VISIT(self->filter);
        return 0;
    }
    static int clear(Walk *self)
    {
        Py_CLEAR(self->chain);
        Py_CLEAR(self->filter);
        return 0;
    }
    static void dealloc(Walk *self)
    {
        PyObject_GC_UnTrack(self);
        self->~Walk();
        PyObject_GC_Del(self);
    }
};

/* Nobody has written this one's constructor: it sets the fields nevertheless. */
struct Stop : public PyObject {
    PyObject *reason = nullptr;

    static int traverse(Stop *self, visitproc visit, void *arg)
    {
        Py_VISIT(self->reason);
        return 0;
    }
    static int clear(Stop *self)
    {
        Py_CLEAR(self->reason);
        return 0;
    }
    static void dealloc(Stop *self)
    {
        PyObject_GC_UnTrack(self);
        Py_CLEAR(self->reason);
        PyObject_GC_Del(self);
    }
};

extern PyTypeObject Walk_Type, Stop_Type;

PyTypeObject Walk_Type = {
    PyVarObject_HEAD_INIT(nullptr, 0)
    .tp_name = "fixture.Walk",
    .tp_basicsize = sizeof(Walk),
    .tp_dealloc = (destructor)Walk::dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)Walk::traverse,
    .tp_clear = (inquiry)Walk::clear,
};

PyTypeObject Stop_Type = {
    PyVarObject_HEAD_INIT(nullptr, 0)
    .tp_name = "fixture.Stop",
    .tp_basicsize = sizeof(Stop),
    .tp_dealloc = (destructor)Stop::dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)Stop::traverse,
    .tp_clear = (inquiry)Stop::clear,
};

PyObject *walk(Chain *chain, PyObject *filter)
{
    auto self = PyObject_GC_New(Walk, &Walk_Type);
    if (self == nullptr)
        return nullptr;
    new (self) Walk(chain);
    PyObject_GC_Track(self);
    self->filter = Py_XNewRef(filter);
    return self;
}

PyObject *stop(PyObject *reason)
{
    auto self = PyObject_GC_New(Stop, &Stop_Type);
    if (self == nullptr)
        return nullptr;
    ::new (static_cast<void *>(self)) Stop;
    PyObject_GC_Track(self);
    self->reason = Py_NewRef(reason);
    return self;
}

int ready(void)
{
    return PyType_Ready(&Walk_Type) || PyType_Ready(&Stop_Type) ? -1 : 0;
}
