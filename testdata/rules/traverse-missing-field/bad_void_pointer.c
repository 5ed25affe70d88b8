#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *key;
    void *value; /* an object */
} Pair;

static int pair_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field warning Pair_Type value */
{
    Py_VISIT(((Pair *)op)->key);
    return 0;
}

static int pair_clear(PyObject *op)
{
    Py_CLEAR(((Pair *)op)->key);
    PyObject *value = ((Pair *)op)->value;
    ((Pair *)op)->value = NULL;
    Py_XDECREF(value);
    return 0;
}

static void pair_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    pair_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *pair_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *key, *value;
    if (!PyArg_ParseTuple(args, "OO", &key, &value))
        return NULL;
    Pair *self = (Pair *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->key = Py_NewRef(key);
    self->value = Py_NewRef(value);
    return (PyObject *)self;
}

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_dealloc = pair_dealloc,
    .tp_new = pair_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Pair_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Pair_Type);
    if (PyModule_AddObject(result, "Pair", (PyObject *)&Pair_Type) < 0) {
        Py_DECREF(&Pair_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
