/* The function that a pointer points to, called by its name or with stars, as generators write it. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *first;
    PyObject *second;
} Pair;

static int pair_set(PyObject *op, PyObject *first, PyObject *second)
{
    Pair *self = (Pair *)op;
    Py_XSETREF(self->first, Py_NewRef(first));
    Py_XSETREF(self->second, Py_NewRef(second));
    return 0;
}

static int pair_init(PyObject *op, PyObject *args, PyObject *kwds)
{
    PyObject *first, *second;
    (void)kwds;
    if (!PyArg_ParseTuple(args, "OO", &first, &second))
        return -1;
    return pair_set(op, first, second);
}

static int pair_traverse(PyObject *op, visitproc v, void *a)
{
    int e;
    Pair *self = (Pair *)op;
    if (self->first) {
        e = (*v)(self->first, a);
        if (e)
            return e;
    }
    if (self->second) {
        e = (**v)(self->second, a);
        if (e)
            return e;
    }
    return 0;
}

static int pair_clear(PyObject *op)
{
    Pair *self = (Pair *)op;
    Py_CLEAR(self->first);
    Py_CLEAR(self->second);
    return 0;
}

static void pair_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    (*pair_clear)(op);
    (*Py_TYPE(op)->tp_free)(op);
}

/* expect: nothing */
PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = PyType_GenericNew,
    .tp_init = pair_init,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_dealloc = pair_dealloc,
};
