#include <Python.h>

/* Two types share a struct; each has the member of the union that its own functions know. */
typedef struct {
    PyObject_HEAD
    PyObject *error_callback;
    union {
        struct {
            PyObject *on_delivery;
            PyObject *partitioner;
        } producer;
        struct {
            int has_assigned;
            PyObject *on_assign;
            PyObject *on_revoke;
        } consumer;
    } u;
} Handle;

static int producer_traverse(PyObject *op, visitproc visit, void *arg)
{
    Handle *self = (Handle *)op;
    Py_VISIT(self->error_callback);
    Py_VISIT(self->u.producer.on_delivery);
    Py_VISIT(self->u.producer.partitioner);
    return 0;
}

static int producer_clear(PyObject *op)
{
    Handle *self = (Handle *)op;
    Py_CLEAR(self->error_callback);
    Py_CLEAR(self->u.producer.on_delivery);
    Py_CLEAR(self->u.producer.partitioner);
    return 0;
}

static void producer_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    producer_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int consumer_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field warning Consumer_Type u.consumer.on_revoke */
{
    Handle *self = (Handle *)op;
    Py_VISIT(self->error_callback);
    Py_VISIT(self->u.consumer.on_assign);
    return 0;
}

static int consumer_clear(PyObject *op)
{
    Handle *self = (Handle *)op;
    Py_CLEAR(self->error_callback);
    Py_CLEAR(self->u.consumer.on_assign);
    Py_CLEAR(self->u.consumer.on_revoke);
    return 0;
}

static void consumer_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    consumer_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int handle_configure(Handle *self, int produces, PyObject *first, PyObject *second)
{
    if (produces) {
        Py_XSETREF(self->u.producer.on_delivery, Py_NewRef(first));
        Py_XSETREF(self->u.producer.partitioner, Py_NewRef(second));
    } else {
        Py_XSETREF(self->u.consumer.on_assign, Py_NewRef(first));
        Py_XSETREF(self->u.consumer.on_revoke, Py_NewRef(second));
    }
    return 0;
}

static int producer_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    Handle *self = (Handle *)op;
    PyObject *error, *first, *second;
    if (!PyArg_ParseTuple(args, "OOO", &error, &first, &second))
        return -1;
    Py_XSETREF(self->error_callback, Py_NewRef(error));
    return handle_configure(self, 1, first, second);
}

static int consumer_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    Handle *self = (Handle *)op;
    PyObject *error, *first, *second;
    if (!PyArg_ParseTuple(args, "OOO", &error, &first, &second))
        return -1;
    Py_XSETREF(self->error_callback, Py_NewRef(error));
    return handle_configure(self, 0, first, second);
}

static PyTypeObject Producer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Producer",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = producer_traverse,
    .tp_clear = producer_clear,
    .tp_dealloc = producer_dealloc,
    .tp_init = producer_init,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Consumer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Consumer",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = consumer_traverse,
    .tp_clear = consumer_clear,
    .tp_dealloc = consumer_dealloc,
    .tp_init = consumer_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddType(result, &Producer_Type) < 0 || PyModule_AddType(result, &Consumer_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
