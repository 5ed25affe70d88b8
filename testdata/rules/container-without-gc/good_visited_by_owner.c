/* expect: nothing */
#include <Python.h>

/* Links are private to their Chain, which visits what they own. */
typedef struct Link {
    PyObject_HEAD
    PyObject *value;
    struct Link *next;
} Link;

static void link_dealloc(PyObject *op)
{
    Link *self = (Link *)op;
    Py_XDECREF(self->value);
    PyObject_Free(op);
}

static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Link",
    .tp_basicsize = sizeof(Link),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = link_dealloc,
};

typedef struct {
    PyObject_HEAD
    Link *first;
} Chain;

static int chain_traverse(PyObject *op, visitproc visit, void *arg)
{
    for (Link *link = ((Chain *)op)->first; link != NULL; link = link->next)
        Py_VISIT(link->value);
    return 0;
}

static int chain_clear(PyObject *op)
{
    Link *link = ((Chain *)op)->first;
    ((Chain *)op)->first = NULL;
    while (link != NULL) {
        Link *next = link->next;
        Py_DECREF(link);
        link = next;
    }
    return 0;
}

static void chain_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    chain_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *chain_push(PyObject *op, PyObject *value)
{
    Chain *self = (Chain *)op;
    Link *link = PyObject_New(Link, &Link_Type);
    if (link == NULL)
        return NULL;
    link->value = Py_NewRef(value);
    link->next = self->first;
    self->first = link;
    Py_RETURN_NONE;
}

static PyMethodDef chain_methods[] = {{"push", chain_push, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Chain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Chain",
    .tp_basicsize = sizeof(Chain),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = chain_traverse,
    .tp_clear = chain_clear,
    .tp_dealloc = chain_dealloc,
    .tp_methods = chain_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Link_Type) < 0 || PyType_Ready(&Chain_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
