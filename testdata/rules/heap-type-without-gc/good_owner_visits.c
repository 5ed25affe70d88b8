/* expect: nothing */
#include <Python.h>

/* A Link belongs to one Chain, which visits its type for it. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Link;

typedef struct {
    PyObject_HEAD
    Link *link;
    PyTypeObject *link_type;
} Chain;

static void link_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    Py_XDECREF(((Link *)op)->value);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot link_slots[] = {{Py_tp_dealloc, link_dealloc}, {0, NULL}};

static PyType_Spec Link_spec = {
    .name = "fixture.Link",
    .basicsize = sizeof(Link),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = link_slots,
};

static int chain_traverse(PyObject *op, visitproc visit, void *arg)
{
    Chain *self = (Chain *)op;
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(self->link_type);
    if (self->link != NULL) {
        Py_VISIT(Py_TYPE(self->link));
        Py_VISIT(self->link->value);
    }
    return 0;
}

static int chain_clear(PyObject *op)
{
    Py_CLEAR(((Chain *)op)->link);
    Py_CLEAR(((Chain *)op)->link_type);
    return 0;
}

static void chain_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    chain_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *chain_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *value;
    if (!PyArg_ParseTuple(args, "O", &value))
        return NULL;
    Chain *self = (Chain *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->link_type = (PyTypeObject *)PyType_FromSpec(&Link_spec);
    if (self->link_type == NULL)
        goto failed;
    self->link = PyObject_New(Link, self->link_type);
    if (self->link == NULL)
        goto failed;
    self->link->value = Py_NewRef(value);
    return (PyObject *)self;
failed:
    Py_DECREF(self);
    return NULL;
}

static PyType_Slot chain_slots[] = {
    {Py_tp_new, chain_new},
    {Py_tp_traverse, chain_traverse},
    {Py_tp_clear, chain_clear},
    {Py_tp_dealloc, chain_dealloc},
    {0, NULL},
};

static PyType_Spec Chain_spec = {
    .name = "fixture.Chain",
    .basicsize = sizeof(Chain),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = chain_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&Chain_spec);
    if (type == NULL)
        return -1;
    int status = PyModule_AddObjectRef(module, "Chain", type);
    Py_DECREF(type);
    return status;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = 0, .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
