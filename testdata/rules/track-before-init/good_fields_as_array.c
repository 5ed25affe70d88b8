/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *first, *last;
} Pair;

static int pair_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Pair *)op)->first);
    Py_VISIT(((Pair *)op)->last);
    return 0;
}

static int pair_clear(PyObject *op)
{
    Py_CLEAR(((Pair *)op)->first);
    Py_CLEAR(((Pair *)op)->last);
    return 0;
}

static void pair_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    pair_clear(op);
    PyObject_GC_Del(op);
}

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_dealloc = pair_dealloc,
};

static PyObject *pair_of(PyObject *module, PyObject *value)
{
    Pair *self = PyObject_GC_New(Pair, &Pair_Type);
    if (self == NULL)
        return NULL;
    PyObject **field = &self->first;
    for (int i = 0; i < 2; i++)
        field[i] = NULL;
    self->first = PyObject_Repr(value);
    if (self->first == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    PyObject_GC_Track(self);
    self->last = Py_NewRef(value);
    return (PyObject *)self;
}

static PyMethodDef methods[] = {{"pair_of", pair_of, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyType_Ready(&Pair_Type) < 0 ? NULL : PyModule_Create(&module);
}
