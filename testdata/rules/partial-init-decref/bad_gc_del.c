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
    Py_VISIT(Py_TYPE(op));
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
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    node_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *node_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Node *self = PyObject_GC_New(Node, type);
    if (self == NULL)
        return NULL;
    self->value = PyObject_Repr((PyObject *)type);
    if (self->value == NULL) {
        PyObject_GC_Del(self); /* expect: partial-init-decref note Node_spec */
        return NULL;
    }
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyType_Slot node_slots[] = {
    {Py_tp_traverse, node_traverse},
    {Py_tp_clear, node_clear},
    {Py_tp_dealloc, node_dealloc},
    {Py_tp_members, node_members},
    {Py_tp_new, node_new},
    {0, NULL},
};

static PyType_Spec Node_spec = {
    .name = "fixture.Node",
    .basicsize = sizeof(Node),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = node_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *node = PyType_FromSpec(&Node_spec);
    if (node == NULL)
        return -1;
    int node_added = PyModule_AddObjectRef(module, "Node", node);
    Py_DECREF(node);
    if (node_added < 0)
        return -1;
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
