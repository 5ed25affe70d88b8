/* expect: nothing */
/* The same struct stands in both: a tree owns the index it is a view of, the tree inside an index points back to the index. */
#include <Python.h>

typedef struct Index Index;

typedef struct {
    Index *index;
    Py_ssize_t depth;
} Tree;

struct Index {
    PyObject_HEAD
    PyObject *filter;
    Tree tree;
};

typedef struct {
    PyObject_HEAD
    Tree tree;
} TreeObject;

static PyTypeObject Index_Type;

static void tree_start(Tree *tree, Index *index)
{
    tree->index = index;
    tree->depth = 0;
}

static int index_traverse(Index *self, visitproc visit, void *arg)
{
    Py_VISIT(self->filter);
    return 0;
}

static int index_clear(Index *self)
{
    Py_CLEAR(self->filter);
    return 0;
}

static void index_dealloc(Index *self)
{
    PyObject_GC_UnTrack(self);
    index_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int index_init(Index *self, PyObject *args, PyObject *kwargs)
{
    PyObject *filter;
    if (!PyArg_ParseTuple(args, "O", &filter))
        return -1;
    Py_XSETREF(self->filter, Py_NewRef(filter));
    tree_start(&self->tree, self);
    return 0;
}

static PyObject *index_depth(Index *self, PyObject *Py_UNUSED(ignored))
{
    return PyLong_FromSsize_t(self->tree.index == self ? self->tree.depth : -1);
}

static PyMethodDef index_methods[] = {
    {"depth", (PyCFunction)index_depth, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int tree_traverse(TreeObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->tree.index);
    return 0;
}

static int tree_clear(TreeObject *self)
{
    Py_CLEAR(self->tree.index);
    return 0;
}

static void tree_dealloc(TreeObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->tree.index);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int tree_init(TreeObject *self, PyObject *args, PyObject *kwargs)
{
    PyObject *index;
    if (!PyArg_ParseTuple(args, "O!", &Index_Type, &index))
        return -1;
    Index *old = self->tree.index;
    Py_INCREF(index);
    tree_start(&self->tree, (Index *)index);
    Py_XDECREF(old);
    return 0;
}

static PyTypeObject Index_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Index",
    .tp_basicsize = sizeof(Index),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)index_traverse,
    .tp_clear = (inquiry)index_clear,
    .tp_dealloc = (destructor)index_dealloc,
    .tp_init = (initproc)index_init,
    .tp_methods = index_methods,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Tree_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Tree",
    .tp_basicsize = sizeof(TreeObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)tree_traverse,
    .tp_clear = (inquiry)tree_clear,
    .tp_dealloc = (destructor)tree_dealloc,
    .tp_init = (initproc)tree_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Index_Type) < 0 || PyType_Ready(&Tree_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Index", (PyObject *)&Index_Type) < 0)
        Py_CLEAR(result);
    return result;
}
