/* C++ copies a struct by an operator that nobody wrote: the type begins as a copy of one that is a GC type. */
/* expect: nothing */
#include <Python.h>

struct Binding {
    PyCFunctionObject function;
};

static PyTypeObject Binding_Type = {PyVarObject_HEAD_INIT(nullptr, 0)};

static void binding_dealloc(PyObject *op)
{
    Binding *self = reinterpret_cast<Binding *>(op);
    PyObject_GC_UnTrack(op);
    Py_XDECREF(self->function.m_self);
    Py_XDECREF(self->function.m_module);
    PyObject_GC_Del(op);
}

PyObject *bind(PyCFunctionObject *callable)
{
    Binding *self = PyObject_GC_New(Binding, &Binding_Type);
    if (!self)
        return nullptr;
    self->function.m_ml = callable->m_ml;
    self->function.m_self = Py_XNewRef(callable->m_self);
    self->function.m_module = Py_XNewRef(callable->m_module);
    self->function.m_weakreflist = nullptr;
    self->function.vectorcall = nullptr;
    PyObject_GC_Track(self);
    return reinterpret_cast<PyObject *>(self);
}

int ready()
{
    Binding_Type = PyCFunction_Type;
    Binding_Type.tp_name = "fixture.Binding";
    Binding_Type.tp_basicsize = sizeof(Binding);
    Binding_Type.tp_dealloc = binding_dealloc;
    return PyType_Ready(&Binding_Type);
}
