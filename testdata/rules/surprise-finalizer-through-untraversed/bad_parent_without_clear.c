#include <Python.h>

/* A Child uses a Parent that it does not own when it dies. No tp_clear takes a Parent apart, so it finds it whole: what
 * remains is that its finalizer runs late. */
typedef struct {
    PyObject_HEAD
    PyObject *log;
    PyObject *slot;
} Parent;

typedef struct {
    PyObject_HEAD
    Parent *parent;
    PyObject *data;
} Child;

typedef struct {
    PyObject_HEAD
    Child *child;
} Node;

static int child_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Child *)op)->data);
    return 0;
}

static int child_clear(PyObject *op)
{
    Py_CLEAR(((Child *)op)->data);
    return 0;
}

static void child_finalize(PyObject *op)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    Child *self = (Child *)op;
    if (PyList_Append(self->parent->log, Py_None) < 0)
        PyErr_WriteUnraisable(op);
    PyErr_Restore(type, value, traceback);
}

static void child_dealloc(PyObject *op)
{
    if (PyObject_CallFinalizerFromDealloc(op) < 0)
        return;
    PyObject_GC_UnTrack(op);
    child_clear(op);
    PyObject_GC_Del(op);
}

static PyTypeObject Child_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Child",
    .tp_basicsize = sizeof(Child),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = child_traverse,
    .tp_clear = child_clear,
    .tp_finalize = child_finalize,
    .tp_dealloc = child_dealloc,
};

static void node_dealloc(PyObject *op)
{
    Py_XDECREF(((Node *)op)->child);
    PyObject_Free(op);
}

/* expect@+1: surprise-finalizer-through-untraversed warning Node_Type child; container-without-gc warning Node_Type child */
static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = node_dealloc,
};

static void parent_dealloc(PyObject *op)
{
    Py_CLEAR(((Parent *)op)->log);
    Py_CLEAR(((Parent *)op)->slot);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *parent_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Parent *self = (Parent *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->log = PyList_New(0);
    if (self->log == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyTypeObject Parent_Type;

static PyObject *parent_grow(PyObject *op, PyObject *data)
{
    Parent *self = (Parent *)op;
    Child *child = PyObject_GC_New(Child, &Child_Type);
    if (child == NULL)
        return NULL;
    child->parent = self;
    child->data = Py_NewRef(data);
    PyObject_GC_Track(child);
    Node *node = PyObject_New(Node, &Node_Type);
    if (node == NULL) {
        Py_DECREF(child);
        return NULL;
    }
    node->child = child;
    Py_XSETREF(self->slot, (PyObject *)node);
    Py_RETURN_NONE;
}

static PyMethodDef parent_methods[] = {{"grow", parent_grow, METH_O, NULL}, {NULL, NULL, 0, NULL}};

/* expect@+1: container-without-gc warning Parent_Type; surprise-finalizer-through-untraversed warning Parent_Type slot */
static PyTypeObject Parent_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Parent",
    .tp_basicsize = sizeof(Parent),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = parent_dealloc,
    .tp_methods = parent_methods,
    .tp_new = parent_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Child_Type) < 0 || PyType_Ready(&Node_Type) < 0 || PyType_Ready(&Parent_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Parent_Type);
    if (PyModule_AddObject(result, "Parent", (PyObject *)&Parent_Type) < 0) {
        Py_DECREF(&Parent_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
