/* expect: nothing */
/* The macro names the function in the slot, which only calls the one that it stands in. */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *next;
} Node;

static void node_dealloc(PyObject *op);

static void node_destroy(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_TRASHCAN_BEGIN(op, node_dealloc)
    Py_CLEAR(((Node *)op)->next);
    Py_TYPE(op)->tp_free(op);
    Py_TRASHCAN_END
}

static void node_dealloc(PyObject *op)
{
    node_destroy(op);
}

static PyMemberDef node_members[] = {
    {"next", T_OBJECT_EX, offsetof(Node, next), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Node *)op)->next);
    return 0;
}

static int node_clear(PyObject *op)
{
    Py_CLEAR(((Node *)op)->next);
    return 0;
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
    if (PyModule_AddObjectRef(result, "Node", (PyObject *)&Node_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
