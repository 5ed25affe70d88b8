/* The function that is called asks what it has been given, under another name. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *payload;
} Packet;

static Py_ssize_t size_of_text(PyObject *text)
{
    return PyUnicode_GetLength(text);
}

static Py_ssize_t size_of(PyObject *object)
{
    if (PyUnicode_Check(object))
        return size_of_text(object);
    if (PyBytes_Check(object))
        return PyBytes_Size(object);
    return PyObject_Length(object);
}

static PyObject *packet_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *payload;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "O", &payload))
        return NULL;
    Packet *self = (Packet *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(payload);
    self->payload = payload;
    return (PyObject *)self;
}

static Py_ssize_t packet_length(PyObject *op)
{
    return size_of(((Packet *)op)->payload);
}

static void packet_dealloc(PyObject *op)
{
    Py_XDECREF(((Packet *)op)->payload);
    Py_TYPE(op)->tp_free(op);
}

static PySequenceMethods packet_sequence = {.sq_length = packet_length};

static PyTypeObject Packet_Type = { /* expect: container-without-gc warning Packet_Type payload */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Packet",
    .tp_basicsize = sizeof(Packet),
    .tp_dealloc = packet_dealloc,
    .tp_as_sequence = &packet_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = packet_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Packet_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Packet", (PyObject *)&Packet_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
