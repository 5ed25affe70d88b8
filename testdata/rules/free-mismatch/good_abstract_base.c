/* expect: nothing */
#include <Python.h>

/* The base has no instances: its tp_free is what the GC types that derive from it inherit. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Node;

static PyType_Slot node_slots[] = {
    {Py_tp_doc, "A node."},
    {Py_tp_free, PyObject_GC_Del},
    {0, NULL},
};

static PyType_Spec node_spec = {
    .name = "fixture.Node",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = node_slots,
};

static int leaf_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Node *)op)->value);
    return 0;
}

static int leaf_clear(PyObject *op)
{
    Py_CLEAR(((Node *)op)->value);
    return 0;
}

static void leaf_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    leaf_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *leaf_set(PyObject *op, PyObject *value)
{
    Py_XSETREF(((Node *)op)->value, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef leaf_methods[] = {{"set", leaf_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyType_Slot leaf_slots[] = {
    {Py_tp_traverse, leaf_traverse},
    {Py_tp_clear, leaf_clear},
    {Py_tp_dealloc, leaf_dealloc},
    {Py_tp_methods, leaf_methods},
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_free, PyObject_GC_Del},
    {0, NULL},
};

static PyType_Spec leaf_spec = {
    .name = "fixture.Leaf",
    .basicsize = sizeof(Node),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = leaf_slots,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    PyObject *node = PyType_FromSpec(&node_spec);
    PyObject *leaf = node ? PyType_FromSpecWithBases(&leaf_spec, node) : NULL;
    Py_XDECREF(node);
    if (leaf == NULL || PyModule_AddObjectRef(result, "Leaf", leaf) < 0)
        Py_CLEAR(result);
    Py_XDECREF(leaf);
    return result;
}
