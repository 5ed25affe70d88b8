#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Handler;

static PyMemberDef handler_members[] = {
    {"callback", T_OBJECT, offsetof(Handler, callback), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

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

static PyType_Slot handler_slots[] = {
    {Py_tp_traverse, handler_traverse},
    {Py_tp_clear, handler_clear},
    {Py_tp_members, handler_members},
    {0, NULL},
};

static PyType_Spec Handler_spec = { /* expect: dealloc-missing-field-release warning Handler_spec callback */
    .name = "fixture.Handler",
    .basicsize = sizeof(Handler),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = handler_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *handler = PyType_FromSpec(&Handler_spec);
    if (handler == NULL)
        return -1;
    int handler_added = PyModule_AddObjectRef(module, "Handler", handler);
    Py_DECREF(handler);
    if (handler_added < 0)
        return -1;
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
