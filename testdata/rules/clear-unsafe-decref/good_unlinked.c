/* expect: nothing */
#include <Python.h>

/* The items of a queue are a ring, of which the queue itself is a part: who takes the first out changes `head`. */
typedef struct Link {
    PyObject_HEAD
    struct Link *next;
    struct Link *previous;
} Link;

typedef struct {
    PyObject_HEAD
    Link *head;
    Link *tail;
    PyObject *owner;
} Queue;

static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Link",
    .tp_basicsize = sizeof(Link),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static Link *queue_take(Queue *self)
{
    Link *link = self->head;
    link->next->previous = link->previous;
    link->previous->next = link->next;
    link->next = link->previous = NULL;
    return link;
}

static int queue_traverse(PyObject *op, visitproc visit, void *arg)
{
    Queue *self = (Queue *)op;
    for (Link *link = self->head; link != (Link *)self; link = link->next)
        Py_VISIT(link);
    Py_VISIT(self->owner);
    return 0;
}

static int queue_clear(PyObject *op)
{
    Queue *self = (Queue *)op;
    while (self->head != (Link *)self) {
        Link *link = queue_take(self);
        Py_DECREF(link);
    }
    Py_CLEAR(self->owner);
    return 0;
}

static void queue_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    queue_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *queue_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *owner;
    if (!PyArg_ParseTuple(args, "O", &owner))
        return NULL;
    Queue *self = (Queue *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->head = self->tail = (Link *)self;
    self->owner = Py_NewRef(owner);
    return (PyObject *)self;
}

static PyObject *queue_grow(PyObject *op, PyObject *unused)
{
    Queue *self = (Queue *)op;
    Link *link = PyObject_New(Link, &Link_Type);
    if (link == NULL)
        return NULL;
    link->next = (Link *)self;
    link->previous = self->tail;
    self->tail->next = link;
    self->tail = link;
    Py_RETURN_NONE;
}

static PyMethodDef queue_methods[] = {{"grow", queue_grow, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Queue_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Queue",
    .tp_basicsize = sizeof(Queue),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = queue_traverse,
    .tp_clear = queue_clear,
    .tp_dealloc = queue_dealloc,
    .tp_methods = queue_methods,
    .tp_new = queue_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Link_Type) < 0 || PyType_Ready(&Queue_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Queue_Type);
    if (PyModule_AddObject(result, "Queue", (PyObject *)&Queue_Type) < 0) {
        Py_DECREF(&Queue_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
