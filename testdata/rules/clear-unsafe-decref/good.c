/* expect: nothing */
#include <Python.h>
#include <structmember.h>

/* example */
typedef struct {
    PyObject_HEAD
    PyObject *parent;
    PyObject *child;
} Node;

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Node *)op)->parent);
    Py_VISIT(((Node *)op)->child);
    return 0;
}

static int node_clear(PyObject *op)
{
    Node *self = (Node *)op;
    Py_CLEAR(self->parent);
    Py_CLEAR(self->child);
    return 0;
}
/* end example */

static void node_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Node *)op)->parent);
    Py_CLEAR(((Node *)op)->child);
    Py_TYPE(op)->tp_free(op);
}

static PyMemberDef node_members[] = {
    {"parent", T_OBJECT, offsetof(Node, parent), 0, NULL},
    {"child", T_OBJECT, offsetof(Node, child), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_dealloc = node_dealloc,
    .tp_members = node_members,
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
