/* A parent holds a reference to each child; a child that is cleared leaves its parent, and gives that reference back. It is for the
 * collector to have held another one: a note. */
#include <Python.h>

typedef struct Node Node;

struct Node {
    PyObject_HEAD
    Node *parent;
    Node *children[8];
    int count;
};

static void leave_parent(Node *child)
{
    Node *parent = child->parent;
    if (parent == NULL)
        return;
    for (int i = 0; i < parent->count; i++) {
        if (parent->children[i] == child) {
            parent->children[i] = parent->children[--parent->count];
            child->parent = NULL;
            Py_DECREF(child); /* expect: clear-destroys-object note Node_Type */
            return;
        }
    }
}

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Node *self = (Node *)op;
    for (int i = 0; i < self->count; i++)
        Py_VISIT(self->children[i]);
    return 0;
}

static int node_clear(PyObject *op)
{
    Node *self = (Node *)op;
    leave_parent(self);
    while (self->count) {
        Node *child = self->children[--self->count];
        child->parent = NULL;
        self->children[self->count] = NULL;
        Py_DECREF(child);
    }
    return 0;
}

static void node_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Node *self = (Node *)op;
    while (self->count) {
        Node *child = self->children[--self->count];
        child->parent = NULL;
        self->children[self->count] = NULL;
        Py_DECREF(child);
    }
    Py_TYPE(op)->tp_free(op);
}

static PyObject *node_append(PyObject *op, PyObject *argument);

static PyMethodDef node_methods[] = {{"append", node_append, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = PyType_GenericNew,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_dealloc = node_dealloc,
    .tp_methods = node_methods,
};

static PyObject *node_append(PyObject *op, PyObject *argument)
{
    Node *self = (Node *)op, *child = (Node *)argument;
    if (!PyObject_TypeCheck(argument, &Node_Type) || self->count == 8 || child->parent) {
        PyErr_SetString(PyExc_ValueError, "no place");
        return NULL;
    }
    child->parent = self;
    Py_INCREF(child);
    self->children[self->count++] = child;
    Py_RETURN_NONE;
}

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Node_Type) < 0)
        return NULL;
    PyObject *object = PyModule_Create(&module);
    if (object && PyModule_AddObjectRef(object, "Node", (PyObject *)&Node_Type) < 0)
        Py_CLEAR(object);
    return object;
}
