/* The setters find their fields by the offset in the closure, so that no code names what is stored there. */
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *reader;
    PyObject *writer;
} Socket;

static PyObject **slot_at(PyObject *op, void *closure)
{
    return (PyObject **)((char *)op + (Py_ssize_t)closure);
}

static PyObject *socket_get(PyObject *op, void *closure)
{
    PyObject *value = *slot_at(op, closure);
    return Py_NewRef(value != NULL ? value : Py_None);
}

static int socket_set(PyObject *op, PyObject *value, void *closure)
{
    PyObject **place = slot_at(op, closure);
    PyObject *old = *place;
    *place = Py_XNewRef(value);
    Py_XDECREF(old);
    return 0;
}

static PyGetSetDef socket_getset[] = {
    {"reader", socket_get, socket_set, NULL, (void *)offsetof(Socket, reader)},
    {"writer", socket_get, socket_set, NULL, (void *)offsetof(Socket, writer)},
    {NULL, NULL, NULL, NULL, NULL},
};

static int socket_traverse(PyObject *op, visitproc visit, void *arg)
{
    /* expect@-2: traverse-missing-field warning Socket_Type writer */
    Py_VISIT(((Socket *)op)->reader);
    return 0;
}

static int socket_clear(PyObject *op)
{
    Py_CLEAR(((Socket *)op)->reader);
    Py_CLEAR(((Socket *)op)->writer);
    return 0;
}

static void socket_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    socket_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *socket_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Socket *self = (Socket *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->reader = self->writer = NULL;
    return (PyObject *)self;
}

static PyTypeObject Socket_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Socket",
    .tp_basicsize = sizeof(Socket),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = socket_traverse,
    .tp_clear = socket_clear,
    .tp_dealloc = socket_dealloc,
    .tp_getset = socket_getset,
    .tp_new = socket_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Socket_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Socket", (PyObject *)&Socket_Type) < 0)
        Py_CLEAR(result);
    return result;
}
