/* expect: nothing */
#include <Python.h>
#include <structmember.h>

/* A template that is copied, and never becomes a type itself. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
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
    handler_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static const PyTypeObject template = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_dealloc = handler_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_members = handler_members,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Handler_Type;

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    Handler_Type = template;
    Handler_Type.tp_traverse = handler_traverse;
    Handler_Type.tp_clear = handler_clear;
    if (PyType_Ready(&Handler_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
