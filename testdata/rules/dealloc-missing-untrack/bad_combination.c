#include <Python.h>
#include <structmember.h>

/* One function for two types: wrong for the one that takes part in garbage collection, and missing for its weak references. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *weak_references;
} Handler;

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

/* expect@+1: dealloc-missing-untrack error Handler_Type; dealloc-missing-weakref-clear error Handler_Type */
static void handler_dealloc(PyObject *op)
{
    handler_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMemberDef handler_members[] = {
    {"callback", T_OBJECT_EX, offsetof(Handler, callback), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_dealloc = handler_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handler_traverse,
    .tp_clear = handler_clear,
    .tp_weaklistoffset = offsetof(Handler, weak_references),
    .tp_members = handler_members,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Plain_Type = { /* expect: container-without-gc warning Plain_Type callback */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Plain",
    .tp_basicsize = sizeof(Handler),
    .tp_dealloc = handler_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_members = handler_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handler_Type) < 0 || PyType_Ready(&Plain_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(result, "Plain", (PyObject *)&Plain_Type) < 0) {
        Py_DECREF(&Plain_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
