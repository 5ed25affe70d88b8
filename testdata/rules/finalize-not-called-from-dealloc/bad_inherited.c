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
    Py_VISIT(((Session *)op)->log);
    return 0;
}

static int session_clear(PyObject *op)
{
    Py_CLEAR(((Session *)op)->log);
    return 0;
}

static void session_dealloc(PyObject *op)
{
    if (PyObject_CallFinalizerFromDealloc(op) < 0)
        return;
    PyObject_GC_UnTrack(op);
    session_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Session_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Session",
    .tp_basicsize = sizeof(Session),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = session_traverse,
    .tp_clear = session_clear,
    .tp_dealloc = session_dealloc,
    .tp_members = session_members,
    .tp_new = PyType_GenericNew,
    .tp_finalize = session_finalize,
};

typedef struct {
    Session session;
    PyObject *peer;
} Pair;

static PyMemberDef pair_members[] = {
    {"peer", T_OBJECT_EX, offsetof(Pair, peer), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int pair_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Pair *)op)->peer);
    return session_traverse(op, visit, arg);
}

static int pair_clear(PyObject *op)
{
    Py_CLEAR(((Pair *)op)->peer);
    return session_clear(op);
}

static void pair_dealloc(PyObject *op) /* expect: finalize-not-called-from-dealloc note Pair_Type */
{
    PyObject_GC_UnTrack(op);
    pair_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &Session_Type,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_dealloc = pair_dealloc,
    .tp_members = pair_members,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Session_Type) < 0)
        return NULL;
    if (PyType_Ready(&Pair_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Session", (PyObject *)&Session_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    if (PyModule_AddObjectRef(result, "Pair", (PyObject *)&Pair_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
