#include "../witness.h"

/* A Document owns its tree of nodes and a log. */
typedef struct {
    PyObject_HEAD
    PyObject *log;
    PyObject *root;
} Document;

/* A Child writes to the log of its document at the end of its life. The document owns it, not the other way round. */
typedef struct {
    PyObject_HEAD
    Document *document;
    PyObject *data;
} Child;

typedef struct {
    PyObject_HEAD
    Child *child;
} Node;

static PyMemberDef document_members[] = {
    {"log", T_OBJECT_EX, offsetof(Document, log), 0, NULL},
    {"root", T_OBJECT_EX, offsetof(Document, root), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int document_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Document *)op)->log);
    Py_VISIT(((Document *)op)->root);
    return 0;
}

static int document_clear(PyObject *op)
{
    Py_CLEAR(((Document *)op)->log);
    Py_CLEAR(((Document *)op)->root);
    return 0;
}

static void document_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    document_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Document_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Document",
    .tp_basicsize = sizeof(Document),
    .tp_dealloc = document_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = document_traverse,
    .tp_clear = document_clear,
    .tp_members = document_members,
    .tp_new = PyType_GenericNew,
};

static PyMemberDef child_members[] = {
    {"data", T_OBJECT_EX, offsetof(Child, data), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int child_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *document;
    if (!PyArg_ParseTuple(args, "O!", &Document_Type, &document))
        return -1;
    ((Child *)op)->document = (Document *)document;
    return 0;
}

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
    if (PyList_Append(((Child *)op)->document->log, Py_None) < 0)
        PyErr_WriteUnraisable(op);
    PyErr_Restore(type, value, traceback);
}

static void child_dealloc(PyObject *op)
{
    if (PyObject_CallFinalizerFromDealloc(op) < 0)
        return;
    PyObject_GC_UnTrack(op);
    child_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Child_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Child",
    .tp_basicsize = sizeof(Child),
    .tp_dealloc = child_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = child_traverse,
    .tp_clear = child_clear,
    .tp_members = child_members,
    .tp_init = child_init,
    .tp_new = PyType_GenericNew,
    .tp_finalize = child_finalize,
};

static PyObject *node_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *child;
    if (!PyArg_ParseTuple(args, "O!", &Child_Type, &child))
        return NULL;
    Node *self = (Node *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->child = (Child *)Py_NewRef(child);
    return (PyObject *)self;
}

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Node *)op)->child);
    return 0;
}

static int node_clear(PyObject *op)
{
    Py_CLEAR(((Node *)op)->child);
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
    .tp_name = "witness.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
    .tp_new = node_new,
};

static struct PyModuleDef witness_module = {PyModuleDef_HEAD_INIT, .m_name = "witness", .m_size = -1};

PyMODINIT_FUNC PyInit_witness(void)
{
    if (PyType_Ready(&Document_Type) < 0 || PyType_Ready(&Child_Type) < 0 || PyType_Ready(&Node_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&witness_module);
    if (module == NULL)
        return NULL;
    if (witness_add(module, "Document", (PyObject *)&Document_Type) < 0
        || witness_add(module, "Child", (PyObject *)&Child_Type) < 0
        || witness_add(module, "Node", (PyObject *)&Node_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
