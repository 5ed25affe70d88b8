#include <Python.h>

/* Python lends its arguments to the functions of tp_as_mapping too. */
typedef struct {
    PyObject_HEAD
    PyObject *last;
} Cell;

static int cell_assign(PyObject *op, PyObject *Py_UNUSED(key), PyObject *value)
{
    ((Cell *)op)->last = value;
    return 0;
}

static int cell_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Cell *)op)->last);
    return 0;
}

static int cell_clear(PyObject *op)
{
    Py_CLEAR(((Cell *)op)->last); /* expect: clear-releases-unowned error Cell_Type last */
    return 0;
}

static void cell_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    cell_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMappingMethods cell_mapping = {.mp_ass_subscript = cell_assign};

static PyTypeObject Cell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_as_mapping = &cell_mapping,
    .tp_traverse = cell_traverse,
    .tp_clear = cell_clear,
    .tp_dealloc = cell_dealloc,
    .tp_new = PyType_GenericNew,
};

int fixture_ready(void)
{
    return PyType_Ready(&Cell_Type);
}
