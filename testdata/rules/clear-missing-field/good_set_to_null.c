/* expect: nothing */
#include <Python.h>

/* What is set to NULL is released afterwards, or kept in another place. */
typedef struct {
    PyObject_HEAD
    PyObject *left;
    PyObject *right;
} Node;

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Node *)op)->left);
    Py_VISIT(((Node *)op)->right);
    return 0;
}

static PyObject *last_left;

static int node_clear(PyObject *op)
{
    Node *self = (Node *)op;
    PyObject *left = self->left, *right = self->right, *before = last_left;
    last_left = left;
    self->left = NULL;
    self->right = NULL;
    Py_XDECREF(right);
    Py_XDECREF(before);
    return 0;
}

static void node_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Node *)op)->left);
    Py_CLEAR(((Node *)op)->right);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *node_link(PyObject *op, PyObject *args)
{
    Node *self = (Node *)op;
    PyObject *left, *right;
    if (!PyArg_ParseTuple(args, "OO", &left, &right))
        return NULL;
    Py_XSETREF(self->left, Py_NewRef(left));
    Py_XSETREF(self->right, Py_NewRef(right));
    Py_RETURN_NONE;
}

static PyMethodDef node_methods[] = {{"link", node_link, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

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
