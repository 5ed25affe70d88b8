#include <Python.h>

/* `{}`, a way to end an array that C++ and C23 have, is no slot whose number is not known. */
struct Node {
    PyObject_HEAD
    PyObject *next;
};

static int node_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Node *)op)->next);
    return 0;
}

static void node_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Node *)op)->next);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *node_link(PyObject *op, PyObject *next)
{
    Py_XSETREF(((Node *)op)->next, Py_NewRef(next));
    Py_RETURN_NONE;
}

static PyMethodDef node_methods[] = {{"link", node_link, METH_O, nullptr}, {}};

static PyType_Slot node_slots[] = {
    {Py_tp_traverse, (void *)node_traverse},
    {Py_tp_dealloc, (void *)node_dealloc},
    {Py_tp_methods, node_methods},
    {},
};

static PyType_Spec node_spec = { /* expect: missing-clear warning node_spec next */
    "fixture.Node",
    sizeof(Node),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    node_slots,
};

PyObject *make(void)
{
    return PyType_FromSpec(&node_spec);
}
