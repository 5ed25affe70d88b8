/* expect: nothing */
/* What stands in assert() is compiled out of release builds, and with it what it calls. */
#undef NDEBUG
#include <Python.h>
#include <assert.h>

#define REQUIRE(condition) assert(condition)

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    long uses;
} Handler;

static PyTypeObject Handler_Type;

static int is_unused(Handler *self)
{
    PyObject *count = PyObject_CallMethod(self->callback, "count", NULL);
    Py_XDECREF(count);
    return self->uses == 0;
}

static int handler_clear(PyObject *op)
{
    Py_CLEAR(((Handler *)op)->callback);
    return 0;
}

static void handler_dealloc(PyObject *op)
{
    assert(PyObject_IsInstance(op, (PyObject *)&Handler_Type) == 1);
    REQUIRE(is_unused((Handler *)op) && PyErr_Occurred() == NULL);
    PyObject_GC_UnTrack(op);
    handler_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handler *)op)->callback);
    return 0;
}

static int handler_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *callback;
    if (!PyArg_ParseTuple(args, "O", &callback))
        return -1;
    Py_XSETREF(((Handler *)op)->callback, Py_NewRef(callback));
    return 0;
}

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handler_traverse,
    .tp_clear = handler_clear,
    .tp_dealloc = handler_dealloc,
    .tp_init = handler_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handler_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Handler", (PyObject *)&Handler_Type) < 0)
        Py_CLEAR(result);
    return result;
}
