/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *key;
    PyObject *value;
    int is_short;
} Pair;

static int pair_traverse(PyObject *op, visitproc visit, void *arg)
{
    Pair *self = (Pair *)op;
    if (self->is_short)
        goto small;
    Py_VISIT(self->key);
    return 0;
small:
    Py_VISIT(self->key);
    Py_VISIT(self->value);
    return 0;
}

static int pair_clear(PyObject *op)
{
    Py_CLEAR(((Pair *)op)->key);
    Py_CLEAR(((Pair *)op)->value);
    return 0;
}

static void pair_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    pair_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *pair_set(PyObject *op, PyObject *value)
{
    Pair *self = (Pair *)op;
    Py_XSETREF(self->key, Py_NewRef(value));
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef pair_methods[] = {{"set", pair_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_dealloc = pair_dealloc,
    .tp_methods = pair_methods,
    .tp_new = PyType_GenericNew,
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
