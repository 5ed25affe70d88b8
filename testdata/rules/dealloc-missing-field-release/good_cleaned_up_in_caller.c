/* expect: nothing */
#include <Python.h>

/* The variable of the caller gives its reference back where its block ends, so the field that a
 * helper fills needs the second one. */
static void drop(PyObject **variable)
{
    Py_XDECREF(*variable);
}

#define AUTO_DROP __attribute__((cleanup(drop)))

typedef struct {
    PyObject_HEAD
    PyObject *number;
} Port;

static int port_take(Port *self, PyObject *number)
{
    self->number = number;
    Py_INCREF(self->number);
    return 1;
}

static PyObject *port_open(Port *self, PyObject *Py_UNUSED(ignored))
{
    if (!self->number) {
        PyObject *number AUTO_DROP = PyLong_FromLong(7);
        if (!number || !port_take(self, number))
            return NULL;
    }
    Py_RETURN_NONE;
}

static void port_dealloc(Port *self)
{
    Py_XDECREF(self->number);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef port_methods[] = {
    {"open", (PyCFunction)port_open, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Port_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Port",
    .tp_basicsize = sizeof(Port),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
    .tp_methods = port_methods,
    .tp_dealloc = (destructor)port_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Port_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
