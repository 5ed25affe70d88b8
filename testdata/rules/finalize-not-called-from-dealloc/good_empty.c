/* expect: nothing */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *log;
} Session;

/* So that PyObject_GC_IsFinalized() tells what the collector has seen. */
static void session_finalize(PyObject *op)
{
    (void)op;
}

static int session_clear(PyObject *op);

static void session_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    session_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMemberDef session_members[] = {
    {"log", T_OBJECT_EX, offsetof(Session, log), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

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

static PyTypeObject Session_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Session",
    .tp_basicsize = sizeof(Session),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = session_traverse,
    .tp_clear = session_clear,
    .tp_dealloc = session_dealloc,
    .tp_members = session_members,
    .tp_new = PyType_GenericNew,
    .tp_finalize = session_finalize,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Session_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Session", (PyObject *)&Session_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
