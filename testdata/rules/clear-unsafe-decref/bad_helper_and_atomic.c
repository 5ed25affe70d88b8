#include <Python.h>

/* In a helper; and a number, whose destructor runs no code. */
typedef struct {
    PyObject_HEAD
    PyObject *owner;
    PyObject *count;
} Counter;

static int counter_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Counter *)op)->owner);
    return 0;
}

static void counter_reset(Counter *self)
{
    if (self->owner != NULL) {
        Py_DECREF(self->owner); /* expect: clear-unsafe-decref error Counter_Type owner */
        self->owner = NULL;
    }
    if (self->count != NULL) {
        Py_DECREF(self->count); /* expect: clear-unsafe-decref note Counter_Type count */
        self->count = NULL;
    }
}

static int counter_clear(PyObject *op)
{
    counter_reset((Counter *)op);
    return 0;
}

static void counter_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    counter_reset((Counter *)op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *counter_own(PyObject *op, PyObject *owner)
{
    Counter *self = (Counter *)op;
    Py_XSETREF(self->owner, Py_NewRef(owner));
    PyObject *count = PyLong_FromLong(1);
    if (count == NULL)
        return NULL;
    Py_XSETREF(self->count, count);
    Py_RETURN_NONE;
}

static PyMethodDef counter_methods[] = {{"own", counter_own, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = counter_traverse,
    .tp_clear = counter_clear,
    .tp_dealloc = counter_dealloc,
    .tp_methods = counter_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Counter_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Counter_Type);
    if (PyModule_AddObject(result, "Counter", (PyObject *)&Counter_Type) < 0) {
        Py_DECREF(&Counter_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
