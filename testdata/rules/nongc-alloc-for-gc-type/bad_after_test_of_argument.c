#include <Python.h>
#include <structmember.h>

/* What the arguments are does not choose how an instance of the type is made. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Node;

static PyTypeObject Node_Type;

static PyObject *node_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *name;
    if (!PyArg_UnpackTuple(args, "Node", 1, 1, &name))
        return NULL;
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "a name must be a str");
        return NULL;
    }
    Node *self = PyObject_New(Node, &Node_Type); /* expect: nongc-alloc-for-gc-type error Node_Type */
    if (self == NULL)
        return NULL;
    self->value = Py_NewRef(Py_None);
    return (PyObject *)self;
}

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
    .tp_new = node_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

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
