/* expect: nothing */
#include <Python.h>
#include <structmember.h>

/* example */
typedef struct {
    PyObject_HEAD
    PyObject *next;
} Node;

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

static void node_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    node_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMemberDef node_members[] = {{"next", T_OBJECT, offsetof(Node, next), 0, NULL}, {NULL, 0, 0, 0, NULL}};

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
/* end example */

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
