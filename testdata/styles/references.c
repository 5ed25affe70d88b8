/* What an instance can hold: by records and not by names, in arrays, unions, buffers, behind pointers, below the base's struct. */
#include <Python.h>
#include <stddef.h>

typedef struct Peer Peer;
typedef struct Entry {
    struct Entry *next;
    PyObject *key;
} Entry;

typedef struct {
    PyObject *left, *right;
} Two;

typedef struct {
    PyObject_HEAD
    PyObject *name;
} Base;

typedef struct {
    Base base;
    Peer *peer;
    PyObject *slots[3];
    Two two;
    union {
        PyObject *object;
        long number;
    } value;
    Py_buffer buffer;
    PyObject **items;
    Py_ssize_t count;
    Entry *entries;
    void (*callback)(PyObject *);
    PyObject *const *borrowed;
    const char *text;
    PyObject *tail[];
} Derived;

struct Peer {
    PyObject_VAR_HEAD
    Derived *owner;
    PyObject *elements[1];
};

static int base_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Base *)op)->name);
    return 0;
}

static void base_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Base *)op)->name);
    Py_TYPE(op)->tp_free(op);
}

/* type: Base_Type style=static record=Base refs=name@16 gc=yes */
static PyTypeObject Base_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Base",
    .tp_basicsize = sizeof(Base),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = base_traverse,
    .tp_dealloc = base_dealloc,
};

static int derived_traverse(PyObject *op, visitproc visit, void *arg)
{
    Derived *self = (Derived *)op;
    Py_VISIT(self->peer);
    for (int i = 0; i < 3; i++)
        Py_VISIT(self->slots[i]);
    Py_VISIT(self->two.left);
    Py_VISIT(self->two.right);
    for (Py_ssize_t i = 0; i < self->count; i++)
        Py_VISIT(self->items[i]);
    for (Entry *entry = self->entries; entry; entry = entry->next)
        Py_VISIT(entry->key);
    return base_traverse(op, visit, arg);
}

static void derived_dealloc(PyObject *op)
{
    Derived *self = (Derived *)op;
    PyObject_GC_UnTrack(op);
    Py_XDECREF(self->peer);
    for (int i = 0; i < 3; i++)
        Py_XDECREF(self->slots[i]);
    Py_XDECREF(self->two.left);
    Py_XDECREF(self->two.right);
    PyBuffer_Release(&self->buffer);
    for (Py_ssize_t i = 0; i < self->count; i++)
        Py_XDECREF(self->items[i]);
    for (Entry *entry = self->entries; entry; entry = entry->next)
        Py_XDECREF(entry->key);
    base_dealloc(op);
}

/* type: Derived_Type style=static record=Derived base=Base_Type */
static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Derived",
    .tp_basicsize = sizeof(Derived),
    .tp_base = &Base_Type,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = derived_traverse,
    .tp_dealloc = derived_dealloc,
};

static void peer_dealloc(PyObject *op)
{
    Peer *self = (Peer *)op;
    Py_XDECREF(self->owner);
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++)
        Py_XDECREF(self->elements[i]);
    Py_TYPE(op)->tp_free(op);
}

/* type: Peer_Type style=static record=Peer basicsize=32 itemsize=8 refs=owner@24,elements[*]@32 */
static PyTypeObject Peer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Peer",
    .tp_basicsize = offsetof(Peer, elements),
    .tp_itemsize = sizeof(PyObject *),
    .tp_dealloc = peer_dealloc,
};

int ready(void)
{
    return PyType_Ready(&Base_Type) || PyType_Ready(&Derived_Type) || PyType_Ready(&Peer_Type);
}
