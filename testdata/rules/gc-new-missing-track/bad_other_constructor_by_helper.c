#include <Python.h>
#include <structmember.h>

/* One helper makes the instances for both: what one constructor gets of it is tracked, what the other one gets is not. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Node;

static PyTypeObject Node_Type;

static Node *new_node(PyTypeObject *type)
{
    return PyObject_GC_New(Node, type);
}

static PyObject *make_node(PyObject *module, PyObject *value)
{
    Node *self = new_node(&Node_Type);
    if (self == NULL)
        return NULL;
    self->value = Py_NewRef(value);
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyObject *node_copy(PyObject *op, PyObject *ignored)
{
    Node *self = (Node *)op;
    Node *copy = new_node(&Node_Type); /* expect: gc-new-missing-track warning Node_Type */
    if (copy == NULL)
        return NULL;
    copy->value = Py_NewRef(self->value);
    return (PyObject *)copy;
}

static PyMethodDef node_methods[] = {{"copy", node_copy, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyMemberDef node_members[] = {
    {"value", T_OBJECT_EX, offsetof(Node, value), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

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

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_dealloc = node_dealloc,
    .tp_members = node_members,
    .tp_methods = node_methods,
};

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
