#include <Python.h>

/* PyUnicode_Check lets instances of subclasses pass. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *name;
} Signal;

static int signal_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field note Signal_Type name */
{
    Py_VISIT(((Signal *)op)->callback);
    return 0;
}

static int signal_clear(PyObject *op)
{
    Py_CLEAR(((Signal *)op)->callback);
    return 0;
}

static void signal_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    signal_clear(op);
    Py_XDECREF(((Signal *)op)->name);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *signal_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *callback, *name;
    if (!PyArg_ParseTuple(args, "OO", &callback, &name))
        return NULL;
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "the name of a signal is a str");
        return NULL;
    }
    Signal *self = (Signal *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->callback = Py_NewRef(callback);
    self->name = Py_NewRef(name);
    return (PyObject *)self;
}

static PyTypeObject Signal_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Signal",
    .tp_basicsize = sizeof(Signal),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = signal_traverse,
    .tp_clear = signal_clear,
    .tp_dealloc = signal_dealloc,
    .tp_new = signal_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Signal_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Signal_Type);
    if (PyModule_AddObject(result, "Signal", (PyObject *)&Signal_Type) < 0) {
        Py_DECREF(&Signal_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
