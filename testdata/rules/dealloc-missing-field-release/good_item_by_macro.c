/* PyTuple_SET_ITEM() and PyList_SET_ITEM() are macros up to Python 3.10, and written out here: what they store is the container's. */
#include <Python.h>

/* expect: nothing */

#define TUPLE_SET_ITEM(op, i, v) ((void)(((PyTupleObject *)(op))->ob_item[i] = (v)))
#define LIST_SET_ITEM(op, i, v)  ((void)(((PyListObject *)(op))->ob_item[i] = (v)))

typedef struct {
    PyObject_HEAD
    PyObject *names; /* the row's, and shown here as long as it lives */
    PyObject *rows;
    PyObject *row;
} Table;

static int table_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Table *)op)->rows);
    return 0;
}

static int table_clear(PyObject *op)
{
    Py_CLEAR(((Table *)op)->rows);
    return 0;
}

static void table_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    table_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *table_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Table *self = (Table *)type->tp_alloc(type, 0);
    if (!self)
        return NULL;
    self->rows = PyList_New(2);
    self->names = PyList_New(0);
    self->row = PyTuple_New(1);
    if (!self->rows || !self->names || !self->row)
        return NULL;
    TUPLE_SET_ITEM(self->row, 0, self->names);
    LIST_SET_ITEM(self->rows, 0, self->row);
    Py_INCREF(Py_None);
    LIST_SET_ITEM(self->rows, 1, Py_None);
    return (PyObject *)self;
}

static PyTypeObject Table_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Table",
    .tp_basicsize = sizeof(Table),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = table_traverse,
    .tp_clear = table_clear,
    .tp_dealloc = table_dealloc,
    .tp_new = table_new,
};

int table_ready(void)
{
    return PyType_Ready(&Table_Type);
}
