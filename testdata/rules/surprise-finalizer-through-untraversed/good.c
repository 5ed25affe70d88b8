/* expect: nothing */
#include <Python.h>
#include <structmember.h>

/* example */
typedef struct {
    PyObject_HEAD
    PyObject *data;
    PyObject *weak_references;
} Node;

typedef struct {
    PyObject_HEAD
    Node *node;
} Handle;

static int handle_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handle *)op)->node);
    return 0;
}

static int handle_clear(PyObject *op)
{
    Py_CLEAR(((Handle *)op)->node);
    return 0;
}

static void handle_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    handle_clear(op);
    PyObject_GC_Del(op);
}

static PyTypeObject Handle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handle",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handle_traverse,
    .tp_clear = handle_clear,
    .tp_dealloc = handle_dealloc,
};
/* end example */

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Node *)op)->data);
    return 0;
}

static int node_clear(PyObject *op)
{
    Py_CLEAR(((Node *)op)->data);
    return 0;
}

static void node_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    if (((Node *)op)->weak_references != NULL)
        PyObject_ClearWeakRefs(op);
    node_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *node_handle(PyObject *op, PyObject *ignored)
{
    Handle *handle = PyObject_GC_New(Handle, &Handle_Type);
    if (handle == NULL)
        return NULL;
    handle->node = (Node *)Py_NewRef(op);
    PyObject_GC_Track(handle);
    return (PyObject *)handle;
}

static PyMethodDef node_methods[] = {{"handle", node_handle, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyMemberDef node_members[] = {{"data", T_OBJECT_EX, offsetof(Node, data), 0, NULL}, {NULL, 0, 0, 0, NULL}};

static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_weaklistoffset = offsetof(Node, weak_references),
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_dealloc = node_dealloc,
    .tp_methods = node_methods,
    .tp_members = node_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Node_Type) < 0 || PyType_Ready(&Handle_Type) < 0)
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
    Py_INCREF(&Handle_Type);
    if (PyModule_AddObject(result, "Handle", (PyObject *)&Handle_Type) < 0) {
        Py_DECREF(&Handle_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
