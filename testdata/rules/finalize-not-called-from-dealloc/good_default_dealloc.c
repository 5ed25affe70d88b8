/* expect: nothing */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *log;
} Session;

static PyMemberDef session_members[] = {
    {"log", T_OBJECT_EX, offsetof(Session, log), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static void session_finalize(PyObject *op)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *result = PyObject_CallMethod(op, "close", NULL);
    if (result == NULL)
        PyErr_WriteUnraisable(op);
    Py_XDECREF(result);
    PyErr_Restore(type, value, traceback);
}

static int session_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Session *)op)->log);
    return 0;
}

static int session_clear(PyObject *op)
{
    Py_CLEAR(((Session *)op)->log);
    return 0;
}

static PyType_Slot session_slots[] = {
    {Py_tp_traverse, session_traverse},
    {Py_tp_clear, session_clear},
    {Py_tp_members, session_members},
    {Py_tp_finalize, session_finalize},
    {0, NULL},
};

static PyType_Spec Session_spec = {
    .name = "fixture.Session",
    .basicsize = sizeof(Session),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = session_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *session = PyType_FromSpec(&Session_spec);
    if (session == NULL)
        return -1;
    int session_added = PyModule_AddObjectRef(module, "Session", session);
    Py_DECREF(session);
    if (session_added < 0)
        return -1;
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
