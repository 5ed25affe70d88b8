/* expect: nothing */
#include <Python.h>

/* Handles of the system are never given back: an instance without references stays for the next who asks. */
typedef struct {
    PyObject_HEAD
    PyObject *name;
} Port;

static PyObject *port_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    int number;
    if (!PyArg_ParseTuple(args, "i", &number))
        return NULL;
    Port *self = (Port *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->name = PyLong_FromLong(number);
    return (PyObject *)self;
}

static PyObject *port_rename(PyObject *op, PyObject *args)
{
    Py_XSETREF(((Port *)op)->name, PyLong_FromLong(0));
    Py_RETURN_NONE;
}

static void port_dealloc(PyObject *op)
{
    Py_INCREF(op);
}

static PyMethodDef port_methods[] = {{"rename", port_rename, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Port_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Port",
    .tp_basicsize = sizeof(Port),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = port_dealloc,
    .tp_methods = port_methods,
    .tp_new = port_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Port_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Item", (PyObject *)&Port_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
