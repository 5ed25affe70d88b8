/* The server makes one context for each thread, which it ends itself: what the context owns is released before it. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *environ;
    PyObject *start_response;
} Context;

static PyTypeObject Context_Type;

static PyObject *context_start(PyObject *op, PyObject *args)
{
    return Py_NewRef(((Context *)op)->environ);
}

static PyMethodDef start_method = {"start_response", context_start, METH_VARARGS, NULL};

int context_begin(void **data);
void context_end(void *data);

int context_begin(void **data)
{
    Context *self = PyObject_New(Context, &Context_Type);
    if (self == NULL)
        return -1;
    self->environ = PyDict_New();
    self->start_response = PyCFunction_New(&start_method, (PyObject *)self);
    if (self->environ == NULL || self->start_response == NULL) {
        context_end(self);
        return -1;
    }
    *data = self;
    return 0;
}

void context_end(void *data)
{
    Context *self = data;
    Py_XDECREF(self->environ);
    Py_XDECREF(self->start_response);
    Py_DECREF(self);
}

static void context_dealloc(PyObject *op)
{
    PyObject_Free(op);
}

static PyTypeObject Context_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Context",
    .tp_basicsize = sizeof(Context),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = context_dealloc,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyType_Ready(&Context_Type) < 0 ? NULL : PyModule_Create(&module);
}
