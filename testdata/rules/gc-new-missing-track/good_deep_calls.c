/* expect: nothing */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Node;

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
};

static int fill_0(PyObject *op, PyObject *value)
{
    ((Node *)op)->value = Py_NewRef(value);
    PyObject_GC_Track(op);
    return 0;
}

static int fill_1(PyObject *op, PyObject *value)
{
    return fill_0(op, value);
}

static int fill_2(PyObject *op, PyObject *value)
{
    return fill_1(op, value);
}

static int fill_3(PyObject *op, PyObject *value)
{
    return fill_2(op, value);
}

static int fill_4(PyObject *op, PyObject *value)
{
    return fill_3(op, value);
}

static int fill_5(PyObject *op, PyObject *value)
{
    return fill_4(op, value);
}

static int fill_6(PyObject *op, PyObject *value)
{
    return fill_5(op, value);
}

static int fill_7(PyObject *op, PyObject *value)
{
    return fill_6(op, value);
}

static int fill_8(PyObject *op, PyObject *value)
{
    return fill_7(op, value);
}

static int fill_9(PyObject *op, PyObject *value)
{
    return fill_8(op, value);
}

static int fill_10(PyObject *op, PyObject *value)
{
    return fill_9(op, value);
}

static int fill_11(PyObject *op, PyObject *value)
{
    return fill_10(op, value);
}

static int fill_12(PyObject *op, PyObject *value)
{
    return fill_11(op, value);
}

static int fill_13(PyObject *op, PyObject *value)
{
    return fill_12(op, value);
}

static int fill_14(PyObject *op, PyObject *value)
{
    return fill_13(op, value);
}

static int fill_15(PyObject *op, PyObject *value)
{
    return fill_14(op, value);
}

static PyObject *make_node(PyObject *module, PyObject *value)
{
    Node *self = PyObject_GC_New(Node, &Node_Type);
    if (self == NULL)
        return NULL;
    self->value = NULL;
    if (fill_15((PyObject *)self, value) < 0) {
        Py_DECREF(self);
        return NULL;
    }
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
