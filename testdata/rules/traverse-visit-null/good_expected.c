/* What likely() and unlikely() are told is what is tested. */
#include <Python.h>

#define likely(test) __builtin_expect(!!(test), 1)
#define unlikely(test) __builtin_expect(!!(test), 0)

typedef struct {
    PyObject_HEAD
    PyObject *first;
    PyObject *second;
} Pair;

static PyTypeObject Pair_Type;

static int pair_traverse(PyObject *op, visitproc visit, void *arg) /* expect: nothing */
{
    Pair *self = (Pair *)op;
    int result;
    if (likely(self->first != NULL)) {
        result = visit(self->first, arg);
        if (unlikely(result != 0))
            return result;
    }
    if (unlikely(!self->second))
        return 0;
    return visit(self->second, arg);
}

static int pair_clear(PyObject *op)
{
    Py_CLEAR(((Pair *)op)->first);
    Py_CLEAR(((Pair *)op)->second);
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

PyObject *make_pair(PyObject *first);

PyObject *make_pair(PyObject *first)
{
    if (PyType_Ready(&Pair_Type) < 0)
        return NULL;
    Pair *self = PyObject_GC_New(Pair, &Pair_Type);
    if (unlikely(self == NULL))
        return NULL;
    self->first = Py_NewRef(first);
    self->second = NULL;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}
