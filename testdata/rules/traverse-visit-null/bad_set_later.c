#include <Python.h>

/* Tracked from the start, and the dict that is made before the field is set can start a collection. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Pair;

static int pair_traverse(PyObject *op, visitproc visit, void *arg)
{
    return visit(((Pair *)op)->value, arg); /* expect: traverse-visit-null error Pair_Type value */
}

static void pair_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_DECREF(((Pair *)op)->value);
    Py_TYPE(op)->tp_free(op);
}

/* allow: missing-clear */
static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_dealloc = pair_dealloc,
};

static PyObject *make(PyObject *module, PyObject *value)
{
    Pair *pair = (Pair *)Pair_Type.tp_alloc(&Pair_Type, 0);
    if (pair == NULL)
        return NULL;
    PyObject *copy = PyDict_New();
    if (copy == NULL || PyDict_SetItemString(copy, "value", value) < 0)
        PyErr_Clear();
    pair->value = copy;
    return (PyObject *)pair;
}

static PyMethodDef methods[] = {{"make", make, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Pair_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
