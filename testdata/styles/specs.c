/* PyType_Spec at file scope, in a function, on its stack, in an array, filled by code; every way to make a type of it. */
#include <Python.h>
#include <structmember.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *next;
    PyObject *dict;
    PyObject *weakrefs;
} Node;

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Node *self = (Node *)op;
    Py_VISIT(self->next);
    Py_VISIT(self->dict);
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static int node_clear(PyObject *op)
{
    Py_CLEAR(((Node *)op)->next);
    Py_CLEAR(((Node *)op)->dict);
    return 0;
}

static void node_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    PyObject_ClearWeakRefs(op);
    node_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyMemberDef node_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Node, weakrefs), READONLY},
    {"__dictoffset__", T_PYSSIZET, offsetof(Node, dict), READONLY},
    {NULL},
};

static PyType_Slot node_slots[] = {
    {Py_tp_traverse, node_traverse},
    {Py_tp_clear, node_clear},
    {Py_tp_dealloc, node_dealloc},
    {Py_tp_members, node_members},
    {0, NULL},
};

enum { NODE_FLAGS = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE };
static const unsigned int leaf_flags = Py_TPFLAGS_DEFAULT;

/* type: node_spec style=spec name=spam.Node record=Node flags=DEFAULT|HEAPTYPE|BASETYPE|HAVE_GC weaklistoffset=32 dictoffset=24 basicsize=40 */
static PyType_Spec node_spec = {"spam.Node", sizeof(Node), 0, NODE_FLAGS, node_slots};

/* type: leaf_spec style=spec name=spam.Leaf flags=DEFAULT|HEAPTYPE base=node_spec gc=yes basicsize=40 weaklistoffset=32 */
static PyType_Spec leaf_spec = {.name = "spam.Leaf", .flags = leaf_flags, .slots = (PyType_Slot[]){{0, NULL}}};

static PyType_Slot list_slots[] = {{Py_tp_doc, (void *)"A list."}, {0, NULL}};
/* type: list_spec style=spec name=spam.List base=PyList_Type gc=yes traverse=yes clear=yes */
static PyType_Spec list_spec = {.name = "spam.List", .flags = Py_TPFLAGS_DEFAULT, .slots = list_slots};

static PyType_Slot based_slots[] = {{Py_tp_base, NULL}, {0, NULL}};
/* type: based_spec style=spec name=spam.Based base=node_spec */
static PyType_Spec based_spec = {.name = "spam.Based", .flags = Py_TPFLAGS_DEFAULT, .slots = based_slots};

/* type: specs[0] style=spec name=spam.One record=Node */
/* type: specs[1] style=spec name=spam.Two record=Node */
static PyType_Spec specs[] = {
    {"spam.One", sizeof(Node), 0, NODE_FLAGS, node_slots},
    {.name = "spam.Two", .basicsize = sizeof(Node), .flags = NODE_FLAGS, .slots = node_slots},
};

static PyObject *make_local(PyObject *module)
{
    /* type: static_spec style=spec name=spam.StaticLocal record=Node */
    static PyType_Spec static_spec = {"spam.StaticLocal", sizeof(Node), 0, NODE_FLAGS, node_slots};
    PyType_Slot slots[] = {
        {Py_tp_traverse, node_traverse},
        {Py_tp_clear, node_clear},
#if PY_VERSION_HEX >= 0x03080000
        {Py_tp_dealloc, node_dealloc},
#endif
        {0, NULL},
    };
    /* type: local_spec style=spec name=spam.Local record=Node slots.tp_traverse=node_traverse slots.tp_dealloc=node_dealloc */
    PyType_Spec local_spec = {"spam.Local", sizeof(Node), 0, NODE_FLAGS, slots};
    PyObject *first = PyType_FromModuleAndSpec(module, &static_spec, NULL);
    Py_XDECREF(first);
    return PyType_FromSpec(&local_spec);
}

/* type: late_spec style=spec name=spam.Late record=Node flags=DEFAULT|HEAPTYPE|BASETYPE */
static PyType_Spec late_spec = {.slots = node_slots};

PyObject *make_all(PyObject *module)
{
    PyObject *node = PyType_FromSpec(&node_spec);
    PyObject *bases = PyTuple_Pack(1, node);
    PyObject *leaf = PyType_FromSpecWithBases(&leaf_spec, bases);
    PyObject *list = PyType_FromModuleAndSpec(module, &list_spec, (PyObject *)&PyList_Type);
    based_slots[0].pfunc = node;
    PyObject *based = PyType_FromSpec(&based_spec);
    late_spec.name = "spam.Late";
    late_spec.basicsize = sizeof(Node);
    late_spec.flags = Py_TPFLAGS_DEFAULT;
    late_spec.flags |= Py_TPFLAGS_BASETYPE;
    PyObject *late = PyType_FromSpec(&late_spec);
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++)
        Py_XDECREF(PyType_FromSpec(&specs[i]));
    return Py_BuildValue("NNNNNNN", node, bases, leaf, list, based, late, make_local(module));
}
