/* Python code can derive classes from the type, and their instances have a dict; but what is stored is made of the type itself. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    void *table;
} Headers;

typedef struct {
    PyObject_HEAD
    void *sent, *received;
    PyObject *headers;
} Message;

static void headers_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Headers_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Headers",
    .tp_basicsize = sizeof(Headers),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_dealloc = headers_dealloc,
    .tp_new = PyType_GenericNew,
};

static PyObject *headers_of(void *table)
{
    Headers *made = PyObject_New(Headers, &Headers_Type);
    if (!made)
        return PyErr_NoMemory();
    made->table = table;
    return (PyObject *)made;
}

static PyObject *message_headers(Message *self, void *Py_UNUSED(closure))
{
    if (!self->headers)
        self->headers = headers_of(self->received);
    return Py_XNewRef(self->headers);
}

static void message_dealloc(Message *self)
{
    Py_XDECREF(self->headers);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyGetSetDef message_getset[] = {
    {"headers", (getter)message_headers, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyTypeObject Message_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Message",
    .tp_basicsize = sizeof(Message),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = (destructor)message_dealloc,
    .tp_getset = message_getset,
    .tp_new = PyType_GenericNew,
};

int add_types(PyObject *module)
{
    return PyModule_AddType(module, &Headers_Type) < 0 ? -1 : PyModule_AddType(module, &Message_Type);
}
