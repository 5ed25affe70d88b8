/* expect: nothing */
#include <Python.h>

/* Links are no GC objects: they belong to their Chain alone, which visits what they hold. */
typedef struct Link {
    PyObject_HEAD
    struct Link *next;
    PyObject *value;
} Link;

typedef struct {
    PyObject_HEAD
    Link *first;
} Chain;

static void link_dealloc(PyObject *op)
{
    Py_XDECREF(((Link *)op)->next);
    Py_XDECREF(((Link *)op)->value);
    PyObject_Free(op);
}

static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Link",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = link_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static int chain_traverse(PyObject *op, visitproc visit, void *arg)
{
    for (Link *link = ((Chain *)op)->first; link != NULL; link = link->next)
        Py_VISIT(link->value);
    return 0;
}

static int chain_clear(PyObject *op)
{
    Py_CLEAR(((Chain *)op)->first);
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
    .tp_dealloc = chain_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = chain_traverse,
    .tp_clear = chain_clear,
    .tp_methods = chain_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Link_Type) < 0 || PyType_Ready(&Chain_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Chain_Type);
    if (PyModule_AddObject(result, "Chain", (PyObject *)&Chain_Type) < 0) {
        Py_DECREF(&Chain_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
