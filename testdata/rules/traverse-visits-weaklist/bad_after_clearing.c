#include <Python.h>
#include <structmember.h>

/* The list is empty by then, so nothing happens. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
    PyObject *weak_references;
} Node;

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
    Node *self = (Node *)op;
    PyObject_GC_UnTrack(op);
    if (self->weak_references != NULL)
        PyObject_ClearWeakRefs(op);
    Py_XDECREF(self->weak_references); /* expect: traverse-visits-weaklist note Node_Type weak_references */
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
    .tp_weaklistoffset = offsetof(Node, weak_references),
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_dealloc = node_dealloc,
    .tp_methods = node_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Node_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Node_Type);
    if (PyModule_AddObject(result, "Node", (PyObject *)&Node_Type) < 0) {
        Py_DECREF(&Node_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
