#include <Python.h>

/* The parent ends its children by way of their types: tp_clear serves the program, whoever else may call it. */
typedef struct Node {
    PyObject_HEAD
    struct Node *first_child, *next_sibling;
    int is_open;
} Node;

static void node_close_children(Node *self)
{
    for (Node *child = self->first_child; child;) {
        Node *next = child->next_sibling;
        Py_TYPE(child)->tp_clear((PyObject *)child);
        child = next;
    }
}

static int cursor_clear(PyObject *op)
{
    ((Node *)op)->is_open = 0;
    return 0;
}

static int store_clear(PyObject *op)
{
    node_close_children((Node *)op);
    return 0;
}

static void store_dealloc(PyObject *op)
{
    store_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Cursor_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cursor",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT, /* expect: gc-slots-without-gc-flag note Cursor_Type */
    .tp_clear = cursor_clear,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Store_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Store",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = store_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT, /* expect: gc-slots-without-gc-flag note Store_Type */
    .tp_clear = store_clear,
    .tp_new = PyType_GenericNew,
};

int fixture_ready(void)
{
    return PyType_Ready(&Cursor_Type) < 0 || PyType_Ready(&Store_Type) < 0 ? -1 : 0;
}
