#include <Python.h>
#include <structmember.h>

/* What is called with three arguments takes two, and has nothing to give to `visit`. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Handler;

static PyMemberDef handler_members[] = {
    {"callback", T_OBJECT_EX, offsetof(Handler, callback), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int handler_traverse(PyObject *op, visitproc visit) /* expect: slot-signature-mismatch warning Handler_Type */
{
    PyObject *callback = ((Handler *)op)->callback;
    return callback != NULL ? visit(callback, NULL) : 0;
}

static int handler_clear(PyObject *op)
{
    Py_CLEAR(((Handler *)op)->callback);
    return 0;
}

static void handler_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    handler_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_dealloc = handler_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)(void (*)(void))handler_traverse,
    .tp_clear = handler_clear,
    .tp_members = handler_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handler_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Handler_Type);
    if (PyModule_AddObject(result, "Handler", (PyObject *)&Handler_Type) < 0) {
        Py_DECREF(&Handler_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
