#include <Python.h>

/* Which of the two is visited is decided by a flag that the loop itself turns: the test before it
 * does not make the other branch one that never runs. */
enum { TURN_FIRST = 1 };

typedef struct {
    PyObject_HEAD
    int turn;
    PyObject *first, *second;
} Pair;

static int pair_traverse(PyObject *op, visitproc visit, void *arg)
{
    Pair *self = (Pair *)op;
    if (!(self->turn & TURN_FIRST))
        self->turn |= TURN_FIRST;
    if (!(self->turn & TURN_FIRST))
        return 0;
    for (int i = 0; i < 2; i++) {
        if (self->turn & TURN_FIRST)
            Py_VISIT(self->first); /* expect: traverse-skips-fields note Pair_Type first */
        else
            Py_VISIT(self->second); /* expect: traverse-skips-fields note Pair_Type second */
        self->turn ^= TURN_FIRST;
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

static void pair_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    pair_clear(self);
    Py_TYPE(self)->tp_free(self);
}

static int pair_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    Pair *self = (Pair *)op;
    PyObject *first, *second;
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "OO", &first, &second))
        return -1;
    Py_INCREF(first);
    Py_XSETREF(self->first, first);
    Py_INCREF(second);
    Py_XSETREF(self->second, second);
    return 0;
}

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "pairs.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_dealloc = pair_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_init = pair_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef pairs_module = {PyModuleDef_HEAD_INIT, .m_name = "pairs", .m_size = -1};

PyMODINIT_FUNC PyInit_pairs(void)
{
    PyObject *module = PyModule_Create(&pairs_module);
    if (module && PyModule_AddType(module, &Pair_Type) < 0)
        Py_CLEAR(module);
    return module;
}
