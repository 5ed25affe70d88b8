#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *weakreflist;
} Handler;

static PyMemberDef handler_members[] = {
    {"callback", T_OBJECT_EX, offsetof(Handler, callback), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
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
    PyObject_GC_UnTrack(op);
    PyObject_ClearWeakRefs(op);
    handler_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = handler_traverse,
    .tp_clear = handler_clear,
    .tp_dealloc = handler_dealloc,
    .tp_members = handler_members,
    .tp_new = PyType_GenericNew,
    .tp_weaklistoffset = offsetof(Handler, weakreflist),
};

typedef struct {
    Handler handler;
    PyObject *extra;
} Special;

static PyMemberDef special_members[] = {
    {"extra", T_OBJECT_EX, offsetof(Special, extra), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int special_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Special *)op)->extra);
    return handler_traverse(op, visit, arg);
}

static int special_clear(PyObject *op)
{
    Py_CLEAR(((Special *)op)->extra);
    return handler_clear(op);
}

static void special_dealloc(PyObject *op) /* expect: dealloc-missing-weakref-clear error Special_Type */
{
    PyObject_GC_UnTrack(op);
    special_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Special_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Special",
    .tp_basicsize = sizeof(Special),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &Handler_Type,
    .tp_traverse = special_traverse,
    .tp_clear = special_clear,
    .tp_dealloc = special_dealloc,
    .tp_members = special_members,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handler_Type) < 0)
        return NULL;
    if (PyType_Ready(&Special_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Handler", (PyObject *)&Handler_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    if (PyModule_AddObjectRef(result, "Special", (PyObject *)&Special_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
