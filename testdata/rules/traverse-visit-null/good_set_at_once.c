/* expect: nothing */
#include <Python.h>

/* Tracked from the start, but set before anything can start a collection, and never NULL again. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Pair;

static int pair_traverse(PyObject *op, visitproc visit, void *arg)
{
    return visit(((Pair *)op)->value, arg);
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
    pair->value = Py_NewRef(value);
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
