/* expect: nothing */
#include <Python.h>

/* The converter hands out a reference of its own. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Handler;

static int convert_callable(PyObject *value, void *place)
{
    if (!PyCallable_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "a callable is required");
        return 0;
    }
    *(PyObject **)place = Py_NewRef(value);
    return 1;
}

static int handler_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"callback", NULL};
    PyObject *callback = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O&:Handler", names, convert_callable, &callback))
        return -1;
    PyObject *old = ((Handler *)op)->callback;
    ((Handler *)op)->callback = callback;
    Py_XDECREF(old);
    return 0;
}

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

static void handler_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    handler_clear(op);
    Py_TYPE(op)->tp_free(op);
}

PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = PyType_GenericNew,
    .tp_init = handler_init,
    .tp_traverse = handler_traverse,
    .tp_clear = handler_clear,
    .tp_dealloc = handler_dealloc,
};
