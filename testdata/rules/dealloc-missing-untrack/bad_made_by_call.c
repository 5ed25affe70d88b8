/* Not every instance is made by the function: calling the type makes tracked ones. */
/* allow: gc-new-missing-track */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Handler;

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handler *)op)->callback);
    return 0;
}

static int handler_clear(PyObject *op)
{
    Py_CLEAR(((Handler *)op)->callback);
    return 0;
}

static void handler_dealloc(PyObject *op) /* expect: dealloc-missing-untrack error Handler_Type */
{
    handler_clear(op);
    PyObject_GC_Del(op);
}

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handler_traverse,
    .tp_clear = handler_clear,
    .tp_dealloc = handler_dealloc,
    .tp_new = PyType_GenericNew,
};

static PyObject *make_handler(PyObject *module, PyObject *callback)
{
    Handler *self = PyObject_GC_New(Handler, &Handler_Type);
    if (self == NULL)
        return NULL;
    self->callback = Py_NewRef(callback);
    return (PyObject *)self;
}

static PyMethodDef functions[] = {{"make_handler", make_handler, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handler_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Handler", (PyObject *)&Handler_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
