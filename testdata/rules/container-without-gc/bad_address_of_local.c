#include <Python.h>

/* What is stored is no value of a call: an object that stands in the stack, for as long as it is used. */
typedef struct {
    PyObject_HEAD
    PyObject *listener;
    int count;
} Source;

static void source_dealloc(PyObject *op)
{
    Py_XDECREF(((Source *)op)->listener);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Source_Type = { /* expect: container-without-gc warning Source_Type listener */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Source",
    .tp_basicsize = sizeof(Source),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = source_dealloc,
    .tp_new = PyType_GenericNew,
};

static PyObject *source_collect(PyObject *op, PyObject *unused)
{
    Source *self = (Source *)op;
    PyObject *saved = self->listener;
    Source guard;
    guard.listener = NULL;
    guard.count = 0;
    self->listener = (PyObject *)&guard;
    self->count++;
    self->listener = saved;
    return PyLong_FromLong(guard.count);
}

static PyObject *source_attach(PyObject *op, PyObject *listener)
{
    PyObject *old = ((Source *)op)->listener;
    ((Source *)op)->listener = Py_NewRef(listener);
    Py_XDECREF(old);
    Py_RETURN_NONE;
}

static PyMethodDef source_methods[] = {
    {"collect", source_collect, METH_NOARGS, NULL},
    {"attach", source_attach, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    Source_Type.tp_methods = source_methods;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddType(result, &Source_Type) < 0)
        Py_CLEAR(result);
    return result;
}
