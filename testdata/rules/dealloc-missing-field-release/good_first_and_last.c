/* expect: nothing */
#include <Python.h>

/* A queue owns each of its links once: `last` and `next` only find again what the chain from `first` holds. */
typedef struct Link {
    PyObject_HEAD
    PyObject *value;
    PyObject *next;
} Link;

typedef struct {
    PyObject_HEAD
    PyObject *first;
    PyObject *last;
} Queue;

static int link_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Link *)op)->value);
    return 0;
}

static int link_clear(PyObject *op)
{
    Py_CLEAR(((Link *)op)->value);
    return 0;
}

static void link_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    link_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Link",
    .tp_basicsize = sizeof(Link),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = link_traverse,
    .tp_clear = link_clear,
    .tp_dealloc = link_dealloc,
    .tp_new = PyType_GenericNew,
};

static int queue_traverse(PyObject *op, visitproc visit, void *arg)
{
    for (PyObject *link = ((Queue *)op)->first; link != NULL; link = ((Link *)link)->next)
        Py_VISIT(link);
    return 0;
}

static int queue_clear(PyObject *op)
{
    Queue *self = (Queue *)op;
    PyObject *link = self->first;
    self->first = NULL;
    self->last = NULL;
    while (link != NULL) {
        PyObject *next = ((Link *)link)->next;
        ((Link *)link)->next = NULL;
        Py_DECREF(link);
        link = next;
    }
    return 0;
}

static void queue_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    queue_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *queue_put(PyObject *op, PyObject *value)
{
    Queue *self = (Queue *)op;
    Link *link = (Link *)PyObject_CallNoArgs((PyObject *)&Link_Type);
    if (link == NULL)
        return NULL;
    link->value = Py_NewRef(value);
    if (self->first == NULL)
        self->first = (PyObject *)link;
    else
        ((Link *)self->last)->next = (PyObject *)link;
    self->last = (PyObject *)link;
    Py_INCREF(link);
    return (PyObject *)link;
}

static PyObject *queue_drop_last(PyObject *op, PyObject *ignored)
{
    (void)ignored;
    Queue *self = (Queue *)op;
    PyObject *link = self->last, *before = self->first;
    if (link == NULL || link == before) {
        queue_clear(op);
        Py_RETURN_NONE;
    }
    while (((Link *)before)->next != link)
        before = ((Link *)before)->next;
    ((Link *)before)->next = NULL;
    self->last = before;
    Py_DECREF(link);
    Py_RETURN_NONE;
}

static PyMethodDef queue_methods[] = {
    {"put", queue_put, METH_O, NULL},
    {"drop_last", queue_drop_last, METH_NOARGS, NULL},
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
    .tp_methods = queue_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Link_Type) < 0 || PyType_Ready(&Queue_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Queue", (PyObject *)&Queue_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
