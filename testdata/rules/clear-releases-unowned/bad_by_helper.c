#include <Python.h>

/* The parent is stored without a reference, and handed to a helper that releases it all the same. */
typedef struct Tree {
    PyObject_HEAD
    struct Tree *parent;
    PyObject *payload;
} Tree;

static int tree_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Tree *)op)->payload);
    return 0;
}

static void drop(PyObject **object)
{
    PyObject *old = *object;
    *object = NULL;
    Py_XDECREF(old);
}

static int tree_clear(PyObject *op)
{
    Tree *self = (Tree *)op;
    drop((PyObject **)&self->parent); /* expect: clear-releases-unowned error Tree_Type parent */
    drop(&self->payload);
    return 0;
}

static void tree_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    tree_clear(op);
    PyObject_GC_Del(op);
}

static PyTypeObject Tree_Type;

static PyObject *tree_branch(PyObject *op, PyObject *payload)
{
    Tree *child = PyObject_GC_New(Tree, &Tree_Type);
    if (child == NULL)
        return NULL;
    child->parent = (Tree *)op;
    child->payload = Py_NewRef(payload);
    PyObject_GC_Track(child);
    return (PyObject *)child;
}

static PyMethodDef tree_methods[] = {
    {"branch", tree_branch, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Tree_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Tree",
    .tp_basicsize = sizeof(Tree),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = tree_traverse,
    .tp_clear = tree_clear,
    .tp_dealloc = tree_dealloc,
    .tp_methods = tree_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Tree_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Tree_Type);
    if (PyModule_AddObject(result, "Tree", (PyObject *)&Tree_Type) < 0) {
        Py_DECREF(&Tree_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
