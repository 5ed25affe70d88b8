/* The size is written as that of the builtin base, which it would be anyway. */
#include <Python.h>

static PyObject *callback;

static int module_clear(PyObject *op)
{
    Py_CLEAR(callback);
    return PyModule_Type.tp_clear(op);
}

static PyTypeObject Module_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Module",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, /* expect: gc-flag-without-traverse error Module_Type */
    .tp_clear = module_clear,
};

int ready_module_type(void)
{
    Module_Type.tp_base = &PyModule_Type;
    Module_Type.tp_basicsize = PyModule_Type.tp_basicsize;
    return PyType_Ready(&Module_Type);
}
