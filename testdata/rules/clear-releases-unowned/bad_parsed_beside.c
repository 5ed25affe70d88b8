#include <Python.h>

/* One call parses both; a reference is taken of the one and not of the other. */
typedef struct {
    PyObject_HEAD
    PyObject *owner;
    PyObject *handler;
} Watch;

static int watch_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Watch *)op)->owner);
    Py_VISIT(((Watch *)op)->handler);
    return 0;
}

static int watch_clear(PyObject *op)
{
    Py_CLEAR(((Watch *)op)->owner);
    Py_CLEAR(((Watch *)op)->handler); /* expect: clear-releases-unowned error Watch_Type handler */
    return 0;
}

static void watch_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    watch_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *watch_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *owner, *handler;
    if (!PyArg_ParseTuple(args, "OO", &owner, &handler))
        return NULL;
    Watch *self = (Watch *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(owner);
    self->owner = owner;
    self->handler = handler;
    return (PyObject *)self;
}

static PyTypeObject Watch_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watch",
    .tp_basicsize = sizeof(Watch),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = watch_traverse,
    .tp_clear = watch_clear,
    .tp_dealloc = watch_dealloc,
    .tp_new = watch_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddType(result, &Watch_Type) < 0)
        Py_CLEAR(result);
    return result;
}
