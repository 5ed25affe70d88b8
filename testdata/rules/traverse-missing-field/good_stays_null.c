/* expect: nothing */
/* `cache` is left over: it is set to NULL, tested and released, but nothing is ever stored there. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *cache;
} Source;

static int source_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Source *)op)->callback);
    return 0;
}

static int source_clear(PyObject *op)
{
    Py_CLEAR(((Source *)op)->callback);
    return 0;
}

static void source_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    source_clear(op);
    Py_XDECREF(((Source *)op)->cache);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *source_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *callback;
    if (!PyArg_ParseTuple(args, "O", &callback))
        return NULL;
    Source *self = (Source *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->callback = Py_NewRef(callback);
        self->cache = NULL;
    }
    return (PyObject *)self;
}

static PyObject *source_get(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    Source *self = (Source *)op;
    return Py_NewRef(self->cache != NULL ? self->cache : Py_None);
}

static PyMethodDef source_methods[] = {
    {"get", source_get, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Source_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Source",
    .tp_basicsize = sizeof(Source),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = source_traverse,
    .tp_clear = source_clear,
    .tp_dealloc = source_dealloc,
    .tp_methods = source_methods,
    .tp_new = source_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Source_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Source", (PyObject *)&Source_Type) < 0)
        Py_CLEAR(result);
    return result;
}
