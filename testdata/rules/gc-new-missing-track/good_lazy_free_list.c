/* New or from the free list, a node is tracked when it first holds something. */
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

enum { KEPT_MAX = 8 };
static Node *kept[KEPT_MAX];
static int kept_count;

static void node_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    node_clear(op);
    if (kept_count < KEPT_MAX)
        kept[kept_count++] = (Node *)op;
    else
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
    .tp_members = node_members,
};

static PyObject *make_node(PyObject *module, PyObject *unused)
{
    Node *self;
    if (kept_count) {
        self = kept[--kept_count];
        _Py_NewReference((PyObject *)self);
    } else {
        self = PyObject_GC_New(Node, &Node_Type);
        if (self == NULL)
            return NULL;
    }
    self->value = NULL;
    return (PyObject *)self;
}

/* An empty node cannot be part of a cycle. */
static PyObject *fill_node(PyObject *module, PyObject *args)
{
    Node *self;
    PyObject *value;
    if (!PyArg_ParseTuple(args, "O!O", &Node_Type, &self, &value))
        return NULL;
    Py_XSETREF(self->value, Py_NewRef(value));
    if (!PyObject_GC_IsTracked((PyObject *)self))
        PyObject_GC_Track(self);
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"make_node", make_node, METH_NOARGS, NULL},
    {"fill_node", fill_node, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

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
