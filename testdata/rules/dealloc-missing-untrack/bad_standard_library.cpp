#include <Python.h>

#include <set>

/* The registry is C++'s own: it forgets the pointer and does nothing to what it points to. */
static std::set<PyObject *> alive;

struct Node {
    PyObject_HEAD
    PyObject *child;
};

static int node_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *child;
    if (!PyArg_ParseTuple(args, "O", &child))
        return -1;
    Py_INCREF(child);
    Py_XSETREF(reinterpret_cast<Node *>(op)->child, child);
    alive.insert(op);
    return 0;
}

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(reinterpret_cast<Node *>(op)->child);
    return 0;
}

static int node_clear(PyObject *op)
{
    Py_CLEAR(reinterpret_cast<Node *>(op)->child);
    return 0;
}

static void node_dealloc(PyObject *op) /* expect: dealloc-missing-untrack error Node_Type */
{
    alive.erase(op);
    node_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Node_Type = {PyVarObject_HEAD_INIT(NULL, 0)};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "fixture", NULL, -1, NULL, NULL, NULL, NULL, NULL};
    Node_Type.tp_name = "fixture.Node";
    Node_Type.tp_basicsize = sizeof(Node);
    Node_Type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Node_Type.tp_traverse = node_traverse;
    Node_Type.tp_clear = node_clear;
    Node_Type.tp_dealloc = node_dealloc;
    Node_Type.tp_init = node_init;
    Node_Type.tp_new = PyType_GenericNew;
    if (PyType_Ready(&Node_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
