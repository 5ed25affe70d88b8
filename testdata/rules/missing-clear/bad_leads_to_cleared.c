#include <Python.h>

/* A cursor points to nodes only, and a node has a tp_clear: whatever cycle a cursor is in is broken there. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Node;

typedef struct {
    PyObject_HEAD
    Node *node;
} Cursor;

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Node *)op)->value);
    return 0;
}

static int node_clear(PyObject *op)
{
    Py_CLEAR(((Node *)op)->value);
    return 0;
}

static void node_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    node_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *node_set(PyObject *op, PyObject *value)
{
    Node *self = (Node *)op;
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef node_methods[] = {{"set", node_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_dealloc = node_dealloc,
    .tp_methods = node_methods,
    .tp_new = PyType_GenericNew,
};

static int cursor_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Cursor *)op)->node);
    return 0;
}

static void cursor_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Cursor *)op)->node);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *cursor_move(PyObject *op, PyObject *node)
{
    Cursor *self = (Cursor *)op;
    if (!PyObject_TypeCheck(node, &Node_Type))
        return PyErr_Format(PyExc_TypeError, "a cursor moves to a node");
    Py_XSETREF(self->node, (Node *)Py_NewRef(node));
    Py_RETURN_NONE;
}

static PyMethodDef cursor_methods[] = {{"move", cursor_move, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Cursor_Type = { /* expect: missing-clear note Cursor_Type node */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cursor",
    .tp_basicsize = sizeof(Cursor),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = cursor_traverse,
    .tp_dealloc = cursor_dealloc,
    .tp_methods = cursor_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Node_Type) < 0 || PyType_Ready(&Cursor_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Node", (PyObject *)&Node_Type) < 0 ||
        PyModule_AddObjectRef(result, "Cursor", (PyObject *)&Cursor_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
