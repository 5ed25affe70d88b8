/* expect: nothing */
#include <Python.h>

/* Items in linked blocks, with a pointer to the first and to the last of them. */
typedef struct Block {
    struct Block *next;
    PyObject *items[8];
} Block;

typedef struct {
    PyObject_HEAD
    Block *first;
    Block *last;
    Py_ssize_t filled;
} Queue;

static int queue_traverse(PyObject *op, visitproc visit, void *arg)
{
    Queue *self = (Queue *)op;
    for (Block *block = self->first; block != NULL; block = block->next)
        for (int i = 0; i < 8; i++)
            Py_VISIT(block->items[i]);
    return 0;
}

static int queue_clear(PyObject *op)
{
    Queue *self = (Queue *)op;
    Block *block = self->first;
    self->first = self->last = NULL;
    self->filled = 0;
    while (block != NULL) {
        Block *next = block->next;
        for (int i = 0; i < 8; i++)
            Py_XDECREF(block->items[i]);
        PyMem_Free(block);
        block = next;
    }
    return 0;
}

static void queue_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    queue_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *queue_push(PyObject *op, PyObject *value)
{
    Queue *self = (Queue *)op;
    if (self->last == NULL || self->filled == 8) {
        Block *block = PyMem_Calloc(1, sizeof(Block));
        if (block == NULL)
            return PyErr_NoMemory();
        if (self->last == NULL)
            self->first = block;
        else
            self->last->next = block;
        self->last = block;
        self->filled = 0;
    }
    self->last->items[self->filled] = Py_NewRef(value);
    self->filled++;
    Py_RETURN_NONE;
}

static PyMethodDef queue_methods[] = {
    {"push", queue_push, METH_O, NULL},
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
    if (PyType_Ready(&Queue_Type) < 0)
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
