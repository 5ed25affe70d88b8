#include <Python.h>

typedef struct Closure {
    void *data; /* an object */
    int priority;
    struct Closure *next;
} Closure;

static Closure *free_closures;

static Closure *take_closure(void)
{
    if (free_closures == NULL)
        free_closures = PyMem_Calloc(1, sizeof(Closure));
    Closure *closure = free_closures;
    if (closure != NULL)
        free_closures = closure->next;
    return closure;
}

typedef struct {
    PyObject_HEAD
    Closure *closure;
} Node;

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    if (((Node *)op)->closure != NULL)
        Py_VISIT((PyObject *)((Node *)op)->closure->data);
    return 0;
}

static int node_clear(PyObject *op)
{
    if (((Node *)op)->closure != NULL) {
        PyObject *data = ((Node *)op)->closure->data;
        ((Node *)op)->closure->data = NULL;
        Py_XDECREF(data);
    }
    return 0;
}

static void node_dealloc(PyObject *op)
{
    Closure *closure = ((Node *)op)->closure;
    PyObject_GC_UnTrack(op);
    Py_XDECREF((PyObject *)closure->data);
    closure->next = free_closures;
    free_closures = closure;
    PyObject_GC_Del(op);
}

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_dealloc = node_dealloc,
};

static PyObject *make_node(PyObject *module, PyObject *value)
{
    Closure *closure = take_closure();
    if (closure == NULL)
        return PyErr_NoMemory();
    Node *self = PyObject_GC_New(Node, &Node_Type);
    if (self == NULL) {
        closure->next = free_closures;
        free_closures = closure;
        return NULL;
    }
    self->closure = closure;
    PyObject_GC_Track(self); /* expect: track-before-init error Node_Type closure->data */
    closure->priority = 1;
    closure->data = Py_NewRef(value);
    return (PyObject *)self;
}

static PyMethodDef functions[] = {{"make_node", make_node, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Node_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Node", (PyObject *)&Node_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
