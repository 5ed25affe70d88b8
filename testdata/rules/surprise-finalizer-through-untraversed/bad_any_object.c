#include <Python.h>
#include <structmember.h>

/* Nothing says that a Node holds a Child, but it can hold any object, and a Child uses its document when it dies. */
typedef struct {
    PyObject_HEAD
    PyObject *log;
    PyObject *root;
} Document;

typedef struct {
    PyObject_HEAD
    Document *document; /* not owned */
} Child;

typedef struct {
    PyObject_HEAD
    PyObject *child;
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
    .tp_name = "fixture.Document",
    .tp_basicsize = sizeof(Document),
    .tp_dealloc = document_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = document_traverse,
    .tp_clear = document_clear,
    .tp_members = document_members,
    .tp_new = PyType_GenericNew,
};

static int child_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *document;
    if (!PyArg_ParseTuple(args, "O!", &Document_Type, &document))
        return -1;
    ((Child *)op)->document = (Document *)document;
    return 0;
}

static void child_dealloc(PyObject *op)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (PyList_Append(((Child *)op)->document->log, Py_None) < 0)
        PyErr_WriteUnraisable(op);
    PyErr_Restore(type, value, traceback);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Child_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Child",
    .tp_basicsize = sizeof(Child),
    .tp_dealloc = child_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_init = child_init,
    .tp_new = PyType_GenericNew,
};

static PyMemberDef node_members[] = {
    {"child", T_OBJECT_EX, offsetof(Node, child), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static void node_dealloc(PyObject *op)
{
    Py_XDECREF(((Node *)op)->child);
    Py_TYPE(op)->tp_free(op);
}

/* Said of every field that can hold any object, it would bury what is known of the others. */
/* miss@+2: surprise-finalizer-through-untraversed error Node_Type child */
/* expect@+1: container-without-gc warning Node_Type child */
static PyTypeObject Node_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_members = node_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Document_Type) < 0 || PyType_Ready(&Child_Type) < 0 || PyType_Ready(&Node_Type) < 0)
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
