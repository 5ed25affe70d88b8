#include <Python.h>

/* What is taken out of a dict that was passed in can be anything. */
typedef struct {
    PyObject_HEAD
    PyObject *handler;
} Router;

static PyObject *router_configure(PyObject *op, PyObject *args)
{
    Router *self = (Router *)op;
    PyObject *options;
    if (!PyArg_ParseTuple(args, "O!", &PyDict_Type, &options))
        return NULL;
    PyObject *handler = PyDict_GetItemString(options, "handler");
    if (handler == NULL) {
        PyErr_SetString(PyExc_KeyError, "handler");
        return NULL;
    }
    Py_XSETREF(self->handler, Py_NewRef(handler));
    Py_RETURN_NONE;
}

static PyMethodDef router_methods[] = {{"configure", router_configure, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static void router_dealloc(PyObject *op)
{
    Py_XDECREF(((Router *)op)->handler);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Router_Type = { /* expect: container-without-gc warning Router_Type handler */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Router",
    .tp_basicsize = sizeof(Router),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = router_dealloc,
    .tp_methods = router_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Router_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Router", (PyObject *)&Router_Type) < 0)
        Py_CLEAR(result);
    return result;
}
