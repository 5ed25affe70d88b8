/* A cycle through `items` passes through that list, which the collector clears. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *items;
} Queue;

static int queue_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Queue *)op)->callback);
    Py_VISIT(((Queue *)op)->items);
    return 0;
}

static int queue_clear(PyObject *op)
{
    /* expect@-2: clear-missing-field note Queue_Type items */
    Py_CLEAR(((Queue *)op)->callback);
    return 0;
}

static void queue_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Queue *)op)->callback);
    Py_XDECREF(((Queue *)op)->items);
    Py_TYPE(op)->tp_free(op);
}

static int queue_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *callback, *items;
    if (!PyArg_ParseTuple(args, "O", &callback))
        return -1;
    items = PyList_New(0);
    if (items == NULL)
        return -1;
    Py_XSETREF(((Queue *)op)->items, items);
    Py_XSETREF(((Queue *)op)->callback, Py_NewRef(callback));
    return 0;
}

static PyObject *queue_items(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    PyObject *items = ((Queue *)op)->items;
    return Py_NewRef(items != NULL ? items : Py_None);
}

static PyMethodDef queue_methods[] = {
    {"items", queue_items, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Queue_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Queue",
    .tp_basicsize = sizeof(Queue),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = queue_traverse,
    .tp_clear = queue_clear,
    .tp_dealloc = queue_dealloc,
    .tp_init = queue_init,
    .tp_methods = queue_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Queue_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Queue", (PyObject *)&Queue_Type) < 0)
        Py_CLEAR(result);
    return result;
}
