/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Handler;

static int handler_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *callback;
    if (!PyArg_ParseTuple(args, "O", &callback))
        return -1;
    Py_XSETREF(((Handler *)op)->callback, Py_NewRef(callback));
    return 0;
}

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Handler *)op)->callback);
    return 0;
}

static int handler_clear(PyObject *op)
{
    Py_CLEAR(((Handler *)op)->callback);
    return 0;
}

static void handler_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    handler_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot handler_slots[] = {
    {Py_tp_traverse, handler_traverse},
    {Py_tp_clear, handler_clear},
    {Py_tp_dealloc, handler_dealloc},
    {Py_tp_init, handler_init},
    {0, NULL},
};

static PyType_Spec Handler_spec = {
    .name = "fixture.Handler",
    .basicsize = sizeof(Handler),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .slots = handler_slots,
};

static PyObject *special_ping(PyObject *op, PyObject *unused)
{
    Py_RETURN_NONE;
}

static PyMethodDef special_methods[] = {{"ping", special_ping, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

/* subtype_dealloc() calls handler_dealloc(). */
static PyType_Slot special_slots[] = {
    {Py_tp_methods, special_methods},
    {0, NULL},
};

static PyType_Spec Special_spec = {
    .name = "fixture.Special",
    .basicsize = sizeof(Handler),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = special_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *handler = PyType_FromSpec(&Handler_spec);
    if (handler == NULL)
        return -1;
    PyObject *special = PyType_FromSpecWithBases(&Special_spec, handler);
    Py_DECREF(handler);
    int added = special == NULL ? -1 : PyModule_AddObjectRef(module, "Special", special);
    Py_XDECREF(special);
    return added;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
