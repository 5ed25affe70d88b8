/* expect: nothing */
#include <Python.h>

/* Set before the instance is tracked, and never NULL again. */
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
    PyObject_GC_Del(op);
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
    Pair *pair = PyObject_GC_New(Pair, &Pair_Type);
    if (pair == NULL)
        return NULL;
    pair->value = Py_NewRef(value);
    PyObject_GC_Track(pair);
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
