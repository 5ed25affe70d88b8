/* expect: nothing */
#include <Python.h>

/* The type begins as a copy of the memory of another one, flags and all. */
typedef struct {
    PyDescr_COMMON;
    PyObject *callable;
} Descriptor;

static PyTypeObject Descriptor_Type;

static PyObject *descriptor_get(PyObject *op, PyObject *object, PyObject *type)
{
    (void)type;
    if (object == NULL)
        return Py_NewRef(op);
    return PyMethod_New(((Descriptor *)op)->callable, object);
}

static PyObject *describe(PyObject *module, PyObject *args)
{
    PyObject *type, *callable;
    if (!PyArg_ParseTuple(args, "O!O", &PyType_Type, &type, &callable))
        return NULL;
    Descriptor *self = (Descriptor *)PyType_GenericAlloc(&Descriptor_Type, 0);
    if (self == NULL)
        return NULL;
    PyDescr_TYPE(self) = (PyTypeObject *)Py_NewRef(type);
    self->callable = callable;
    return (PyObject *)self;
}

static PyMethodDef methods[] = {{"describe", describe, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    memcpy(&Descriptor_Type, &PyMethodDescr_Type, sizeof(PyTypeObject));
    Descriptor_Type.tp_basicsize = sizeof(Descriptor);
    Descriptor_Type.tp_descr_get = descriptor_get;
    return PyModule_Create(&module);
}
