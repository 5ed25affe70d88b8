/* Tuples into which, in one way or another, an object comes that the code does not know. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *packed, *built, *listed, *converted, *filled, *later, *handed, *last;
} Record;

void fill_elsewhere(PyObject *tuple);

static PyObject *same(void *value)
{
    return Py_NewRef((PyObject *)value);
}

static PyObject *record_store(Record *self, PyObject *value)
{
    PyObject *filled = PyTuple_New(2), *handed = PyTuple_New(2);
    if (!filled || !handed)
        return NULL;
    PyTuple_SET_ITEM(filled, 0, PyLong_FromLong(1));
    PyTuple_SET_ITEM(filled, 1, Py_NewRef(value));
    Py_XSETREF(self->filled, filled);
    PyTuple_SET_ITEM(handed, 0, PyLong_FromLong(1));
    fill_elsewhere(handed);
    Py_XSETREF(self->handed, handed);
    Py_XSETREF(self->last, Py_NewRef(value));
    Py_XSETREF(self->packed, PyTuple_Pack(2, Py_None, value));
    Py_XSETREF(self->built, Py_BuildValue("(iO)", 1, value));
    Py_XSETREF(self->listed, Py_BuildValue("[ii]", 1, 2));
    Py_XSETREF(self->converted, Py_BuildValue("(iO&)", 1, same, value));
    Py_RETURN_NONE;
}

static PyObject *record_begin(Record *self, PyObject *Py_UNUSED(ignored))
{
    PyObject *later = PyTuple_New(2);
    if (!later)
        return NULL;
    PyTuple_SET_ITEM(later, 0, PyLong_FromLong(1));
    Py_XSETREF(self->later, later);
    Py_RETURN_NONE;
}

static PyObject *record_end(Record *self, PyObject *value)
{
    if (self->later)
        PyTuple_SET_ITEM(self->later, 1, Py_NewRef(value));
    Py_RETURN_NONE;
}

/* expect@+4: traverse-missing-field warning Record_Type packed; traverse-missing-field warning Record_Type built */
/* expect@+3: traverse-missing-field warning Record_Type listed; traverse-missing-field warning Record_Type converted */
/* expect@+2: traverse-missing-field warning Record_Type filled; traverse-missing-field warning Record_Type later */
/* expect@+1: traverse-missing-field warning Record_Type handed */
static int record_traverse(Record *self, visitproc visit, void *arg)
{
    Py_VISIT(self->last);
    return 0;
}

static int record_clear(Record *self)
{
    Py_CLEAR(self->packed);
    Py_CLEAR(self->built);
    Py_CLEAR(self->listed);
    Py_CLEAR(self->converted);
    Py_CLEAR(self->filled);
    Py_CLEAR(self->later);
    Py_CLEAR(self->handed);
    Py_CLEAR(self->last);
    return 0;
}

static void record_dealloc(Record *self)
{
    PyObject_GC_UnTrack(self);
    record_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef record_methods[] = {
    {"store", (PyCFunction)record_store, METH_O, NULL},
    {"begin", (PyCFunction)record_begin, METH_NOARGS, NULL},
    {"end", (PyCFunction)record_end, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Record_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Record",
    .tp_basicsize = sizeof(Record),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)record_traverse,
    .tp_clear = (inquiry)record_clear,
    .tp_dealloc = (destructor)record_dealloc,
    .tp_methods = record_methods,
    .tp_new = PyType_GenericNew,
};

int add_record(PyObject *module)
{
    return PyModule_AddType(module, &Record_Type);
}
