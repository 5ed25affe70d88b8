/* expect: nothing */
#include <Python.h>
#include <structmember.h>

/* Everything is set before the first jump that finds an object. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *context;
} Handler;

static PyMemberDef handler_members[] = {
    {"callback", T_OBJECT_EX, offsetof(Handler, callback), 0, NULL},
    {"context", T_OBJECT_EX, offsetof(Handler, context), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handler *)op)->callback);
    Py_VISIT(((Handler *)op)->context);
    return 0;
}

static int handler_clear(PyObject *op)
{
    Py_CLEAR(((Handler *)op)->callback);
    Py_CLEAR(((Handler *)op)->context);
    return 0;
}

static void handler_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    handler_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Handler_Type;

static PyObject *make(PyObject *module, PyObject *value)
{
    PyObject *text = PyObject_Repr(value);
    if (text == NULL)
        return NULL;
    Handler *self = PyObject_GC_New(Handler, &Handler_Type);
    if (self == NULL)
        goto error;
    self->callback = NULL;
    self->context = NULL;
    if (PyObject_IsTrue(text) <= 0)
        goto error;
    self->callback = Py_NewRef(value);
    self->context = PyObject_Str(value);
    if (self->context == NULL)
        goto error;
    Py_DECREF(text);
    PyObject_GC_Track(self);
    return (PyObject *)self;
error:
    Py_XDECREF(text);
    Py_XDECREF(self);
    return NULL;
}

static PyMethodDef functions[] = {{"make", make, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_dealloc = handler_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handler_traverse,
    .tp_clear = handler_clear,
    .tp_members = handler_members,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handler_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
