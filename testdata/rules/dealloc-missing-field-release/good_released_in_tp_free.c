/* expect: nothing */
#include <Python.h>

/* A node keeps the graph that it is of. There is no tp_dealloc: that of object ends with the type's tp_free, which is where it lets go. */
typedef struct {
    PyObject_HEAD
    long size;
} Graph;

typedef struct {
    PyObject_HEAD
    Graph *graph;
    long place;
} Node;

static PyTypeObject Node_Type;

static void node_free(void *arg)
{
    Node *self = arg;
    Py_XDECREF(self->graph);
    PyObject_Free(self);
}

static PyObject *graph_node(PyObject *op, PyObject *number)
{
    Graph *graph = (Graph *)op;
    long place = PyLong_AsLong(number);
    if (place == -1 && PyErr_Occurred())
        return NULL;
    Node *node = PyObject_New(Node, &Node_Type);
    if (node == NULL)
        return NULL;
    Py_INCREF(graph);
    node->graph = graph;
    node->place = place;
    return (PyObject *)node;
}

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_free = node_free,
};

static PyMethodDef graph_methods[] = {
    {"node", graph_node, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Graph_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Graph",
    .tp_basicsize = sizeof(Graph),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = graph_methods,
    .tp_new = PyType_GenericNew,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Graph_Type) < 0 || PyType_Ready(&Node_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && PyModule_AddObjectRef(module, "Graph", (PyObject *)&Graph_Type) < 0)
        Py_CLEAR(module);
    return module;
}
