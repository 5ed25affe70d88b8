/* expect: nothing */
#include <Python.h>

/* A function on the way to the use leaves where the instance was cleared, which it knows by a number. */
typedef struct {
    PyObject_HEAD
    PyObject *journal;
    long open;
} Entry;

typedef struct {
    PyObject_HEAD
    long entries;
} Journal;

static int is_empty(Journal *journal)
{
    return journal->entries == 0;
}

static void forget(Entry *self)
{
    if (self->open <= 0)
        return;
    if (!is_empty((Journal *)self->journal))
        self->open--;
}

static int entry_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Entry *)op)->journal);
    return 0;
}

static int entry_clear(PyObject *op)
{
    Entry *self = (Entry *)op;
    forget(self);
    self->open = 0;
    Py_CLEAR(self->journal);
    return 0;
}

static void entry_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    forget((Entry *)op);
    Py_CLEAR(((Entry *)op)->journal);
    Py_TYPE(op)->tp_free(op);
}

PyTypeObject Entry_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Entry",
    .tp_basicsize = sizeof(Entry),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = entry_traverse,
    .tp_clear = entry_clear,
    .tp_dealloc = entry_dealloc,
};

int ready(void)
{
    return PyType_Ready(&Entry_Type);
}
