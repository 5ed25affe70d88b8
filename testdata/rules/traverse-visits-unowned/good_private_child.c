/* expect: nothing */
#include <Python.h>

/* The owner visits through a private child without GC, which it alone owns. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Cell;

static void cell_dealloc(PyObject *op)
{
    Py_XDECREF(((Cell *)op)->value);
    PyObject_Free(op);
}

static PyTypeObject Cell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = cell_dealloc,
};

typedef struct {
    PyObject_HEAD
    Cell *cell;
} Box;

static int box_traverse(PyObject *op, visitproc visit, void *arg)
{
    Box *self = (Box *)op;
    if (self->cell != NULL)
        Py_VISIT(self->cell->value);
    return 0;
}

static int box_clear(PyObject *op)
{
    Py_CLEAR(((Box *)op)->cell);
    return 0;
}

static void box_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    box_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *box_set(PyObject *op, PyObject *value)
{
    Cell *cell = PyObject_New(Cell, &Cell_Type);
    if (cell == NULL)
        return NULL;
    cell->value = Py_NewRef(value);
    Py_XSETREF(((Box *)op)->cell, cell);
    Py_RETURN_NONE;
}

static PyMethodDef box_methods[] = {
    {"set", box_set, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = box_traverse,
    .tp_clear = box_clear,
    .tp_dealloc = box_dealloc,
    .tp_methods = box_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Cell_Type) < 0 || PyType_Ready(&Box_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
