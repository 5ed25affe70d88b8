#include <Python.h>

/* Set once, before the object is handed out: worth a note only. */
typedef struct {
    PyObject_HEAD
    PyObject *code;
    PyObject *cache;
} Routine;

static int routine_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Routine *)op)->code);
    Py_VISIT(((Routine *)op)->cache);
    return 0;
}

static int routine_clear(PyObject *op) /* expect: clear-missing-field note Routine_Type code */
{
    Py_CLEAR(((Routine *)op)->cache);
    return 0;
}

static void routine_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    routine_clear(op);
    Py_XDECREF(((Routine *)op)->code);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *routine_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *code;
    if (!PyArg_ParseTuple(args, "O", &code))
        return NULL;
    Routine *self = (Routine *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->code = Py_NewRef(code);
    return (PyObject *)self;
}

static PyObject *routine_remember(PyObject *op, PyObject *value)
{
    Py_XSETREF(((Routine *)op)->cache, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef routine_methods[] = {{"remember", routine_remember, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Routine_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Routine",
    .tp_basicsize = sizeof(Routine),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = routine_traverse,
    .tp_clear = routine_clear,
    .tp_dealloc = routine_dealloc,
    .tp_methods = routine_methods,
    .tp_new = routine_new,
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
