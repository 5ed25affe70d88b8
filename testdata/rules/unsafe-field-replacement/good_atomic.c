/* expect: nothing */
#include <Python.h>
#include <structmember.h>

/* Destroying an int runs no code that could meet the dangling field. */
typedef struct {
    PyObject_HEAD
    PyObject *count;
    PyObject *callback;
} Counter;

static PyMemberDef counter_members[] = {
    {"callback", T_OBJECT_EX, offsetof(Counter, callback), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int counter_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Counter *)op)->count);
    Py_VISIT(((Counter *)op)->callback);
    return 0;
}

static int counter_clear(PyObject *op)
{
    Py_CLEAR(((Counter *)op)->count);
    Py_CLEAR(((Counter *)op)->callback);
    return 0;
}

static void counter_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    counter_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *counter_set(PyObject *op, PyObject *args)
{
    Counter *self = (Counter *)op;
    long count;
    if (!PyArg_ParseTuple(args, "l", &count))
        return NULL;
    Py_XDECREF(self->count);
    self->count = PyLong_FromLong(count);
    if (self->count == NULL)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef counter_methods[] = {{"set", counter_set, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_dealloc = counter_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = counter_traverse,
    .tp_clear = counter_clear,
    .tp_methods = counter_methods,
    .tp_members = counter_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Counter_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Counter_Type);
    if (PyModule_AddObject(result, "Counter", (PyObject *)&Counter_Type) < 0) {
        Py_DECREF(&Counter_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
