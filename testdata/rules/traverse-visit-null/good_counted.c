/* expect: nothing */
#include <Python.h>

/* Elements are stored before they are counted, and tp_clear takes the whole array away. */
typedef struct {
    PyObject *end;
} Edge;

typedef struct {
    PyObject_HEAD
    Edge *edges;
    Py_ssize_t count;
} Graph;

static int graph_traverse(PyObject *op, visitproc visit, void *arg)
{
    Graph *self = (Graph *)op;
    for (Py_ssize_t i = 0; i < self->count; i++) {
        int result = visit(self->edges[i].end, arg);
        if (result)
            return result;
    }
    return 0;
}

static int graph_clear(PyObject *op)
{
    Graph *self = (Graph *)op;
    Edge *edges = self->edges;
    Py_ssize_t count = self->count;
    self->edges = NULL;
    self->count = 0;
    for (Py_ssize_t i = 0; i < count; i++)
        Py_DECREF(edges[i].end);
    PyMem_Free(edges);
    return 0;
}

static void graph_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    graph_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *graph_add(PyObject *op, PyObject *value)
{
    Graph *self = (Graph *)op;
    Edge *edges = PyMem_Resize(self->edges, Edge, self->count + 1);
    if (edges == NULL)
        return PyErr_NoMemory();
    self->edges = edges;
    edges[self->count].end = Py_NewRef(value);
    self->count++;
    Py_RETURN_NONE;
}

static PyMethodDef graph_methods[] = {{"add", graph_add, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Graph_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Graph",
    .tp_basicsize = sizeof(Graph),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = graph_traverse,
    .tp_clear = graph_clear,
    .tp_dealloc = graph_dealloc,
    .tp_methods = graph_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Graph_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Graph_Type);
    if (PyModule_AddObject(result, "Graph", (PyObject *)&Graph_Type) < 0) {
        Py_DECREF(&Graph_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
