/* expect: nothing */
#include <Python.h>

/* The type begins as a copy of one that is a GC type: nothing here says so. */
typedef struct {
    PyCFunctionObject function;
} Binding;

static PyTypeObject Binding_Type;

static void binding_dealloc(PyObject *op)
{
    Binding *self = (Binding *)op;
    PyObject_GC_UnTrack(op);
    Py_XDECREF(self->function.m_self);
    Py_XDECREF(self->function.m_module);
    PyObject_GC_Del(op);
}

static PyObject *bind(PyObject *module, PyObject *callable)
{
    if (!PyCFunction_Check(callable)) {
        PyErr_SetString(PyExc_TypeError, "a builtin function is needed");
        return NULL;
    }
    Binding *self = PyObject_GC_New(Binding, &Binding_Type);
    if (self == NULL)
        return NULL;
    self->function.m_ml = ((PyCFunctionObject *)callable)->m_ml;
    self->function.m_self = Py_XNewRef(((PyCFunctionObject *)callable)->m_self);
    self->function.m_module = Py_XNewRef(((PyCFunctionObject *)callable)->m_module);
    self->function.m_weakreflist = NULL;
    self->function.vectorcall = NULL;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyMethodDef methods[] = {{"bind", bind, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    Binding_Type = PyCFunction_Type;
    Binding_Type.tp_name = "fixture.Binding";
    Binding_Type.tp_basicsize = sizeof(Binding);
    Binding_Type.tp_dealloc = binding_dealloc;
    if (PyType_Ready(&Binding_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
