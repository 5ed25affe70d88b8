/* expect: nothing */
#include <Python.h>

/* The style from before Py_VISIT: one result, and a test of it in front of each test of a field. */
typedef struct {
    PyObject_HEAD
    PyObject *first;
    PyObject *second;
    PyObject *third;
    PyObject *fourth;
} Pair;

static int pair_traverse(PyObject *op, visitproc visit, void *arg)
{
    Pair *self = (Pair *)op;
    int result = 0;
    if (result == 0 && self->first != NULL)
        result = visit(self->first, arg);
    if (result == 0 && self->second != NULL)
        result = visit(self->second, arg);
    if (self->third && result == 0)
        result = visit(self->third, arg);
    if (result || !self->fourth)
        return result;
    return visit(self->fourth, arg);
}

static int pair_clear(PyObject *op)
{
    Pair *self = (Pair *)op;
    Py_CLEAR(self->first);
    Py_CLEAR(self->second);
    Py_CLEAR(self->third);
    Py_CLEAR(self->fourth);
    return 0;
}

static void pair_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    pair_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int pair_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    Pair *self = (Pair *)op;
    PyObject *first, *second, *third, *fourth;
    if (!PyArg_ParseTuple(args, "OOOO", &first, &second, &third, &fourth))
        return -1;
    Py_XSETREF(self->first, Py_NewRef(first));
    Py_XSETREF(self->second, Py_NewRef(second));
    Py_XSETREF(self->third, Py_NewRef(third));
    Py_XSETREF(self->fourth, Py_NewRef(fourth));
    return 0;
}

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_dealloc = pair_dealloc,
    .tp_init = pair_init,
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
