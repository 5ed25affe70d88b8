/* The function that tp_dealloc hands the object to calls tp_clear and releases one more field: that may be the intention. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *code;
    PyObject *globals;
} Routine;

static int routine_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Routine *)op)->code);
    Py_VISIT(((Routine *)op)->globals);
    return 0;
}

static int routine_clear(PyObject *op) /* expect: clear-missing-field note Routine_Type code */
{
    Py_CLEAR(((Routine *)op)->globals);
    return 0;
}

static void routine_destroy(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    routine_clear(op);
    Py_XDECREF(((Routine *)op)->code);
    Py_TYPE(op)->tp_free(op);
}

static void routine_dealloc(PyObject *op)
{
    routine_destroy(op);
}

static PyObject *routine_set(PyObject *op, PyObject *value)
{
    Routine *self = (Routine *)op;
    Py_XSETREF(self->code, Py_NewRef(value));
    Py_XSETREF(self->globals, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef routine_methods[] = {{"set", routine_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Routine_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Routine",
    .tp_basicsize = sizeof(Routine),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = routine_traverse,
    .tp_clear = routine_clear,
    .tp_dealloc = routine_dealloc,
    .tp_methods = routine_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Routine_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Routine_Type);
    if (PyModule_AddObject(result, "Routine", (PyObject *)&Routine_Type) < 0) {
        Py_DECREF(&Routine_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
