#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *reading;
} Dial;

/* The reference that is taken through the field is one to the new value: the old one is released all the same. */
static PyObject *dial_set(PyObject *op, PyObject *reading)
{
    Dial *self = (Dial *)op;
    Py_XDECREF(self->reading); /* expect: unsafe-field-replacement warning Dial_Type reading */
    self->reading = reading;
    Py_INCREF(self->reading);
    Py_RETURN_NONE;
}

static PyMethodDef dial_methods[] = {
    {"set", dial_set, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static int dial_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Dial *)op)->reading);
    return 0;
}

static int dial_clear(PyObject *op)
{
    Py_CLEAR(((Dial *)op)->reading);
    return 0;
}

static void dial_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    dial_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Dial_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Dial",
    .tp_basicsize = sizeof(Dial),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = dial_traverse,
    .tp_clear = dial_clear,
    .tp_dealloc = dial_dealloc,
    .tp_methods = dial_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Dial_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Dial_Type);
    if (PyModule_AddObject(result, "Dial", (PyObject *)&Dial_Type) < 0) {
        Py_DECREF(&Dial_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
