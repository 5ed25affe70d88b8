/* expect: nothing */
/* allow: container-without-gc */
#include <Python.h>

/* All instances that live stand in a chain, which an instance that dies leaves: its neighbours are always valid. */
typedef struct Link {
    PyObject_HEAD
    struct Link *next;
    struct Link *previous;
    struct Link *origin;
} Link;

static Link *first;

static PyTypeObject Link_Type;

static void link_dealloc(PyObject *op)
{
    Link *self = (Link *)op;
    if (self->previous != NULL)
        self->previous->next = self->next;
    else
        first = self->next;
    if (self->next != NULL)
        self->next->previous = self->previous;
    Py_XDECREF(self->origin);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *link_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    Link *origin;
    if (!PyArg_ParseTuple(args, "O!", &Link_Type, &origin))
        return NULL;
    Link *self = (Link *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(origin);
    self->origin = origin;
    self->next = first;
    if (first != NULL)
        first->previous = self;
    first = self;
    return (PyObject *)self;
}

static PyTypeObject Link_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Link",
    .tp_basicsize = sizeof(Link),
    .tp_dealloc = link_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = link_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Link_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddType(result, &Link_Type) < 0)
        Py_CLEAR(result);
    return result;
}
