/* Only the way out of an error releases the field and then the object: all others leak it. */
/* allow: container-without-gc */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *environ;
    char *buffer;
} Context;

static PyTypeObject Context_Type;

static PyObject *context_make(PyObject *module, PyObject *argument)
{
    Context *self = PyObject_New(Context, &Context_Type);
    if (self == NULL)
        return NULL;
    self->environ = Py_NewRef(argument);
    self->buffer = PyMem_Malloc(4096);
    if (self->buffer == NULL) {
        Py_DECREF(self->environ);
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return (PyObject *)self;
}

static void context_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Context_Type environ */
{
    PyMem_Free(((Context *)op)->buffer);
    PyObject_Free(op);
}

static PyTypeObject Context_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Context",
    .tp_basicsize = sizeof(Context),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = context_dealloc,
};

static PyMethodDef methods[] = {{"make", context_make, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyType_Ready(&Context_Type) < 0 ? NULL : PyModule_Create(&module);
}
