/* expect: nothing */
/* python: 3.11 */
/* options: --python=3.8-3.12 */
#include <Python.h>
#include <structmember.h>

/* The version of the interpreter that runs decides. */
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
    if (Py_Version >= 0x03090000)
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
    {Py_tp_members, handler_members},
    {0, NULL},
};

static PyType_Spec Handler_spec = {
    .name = "fixture.Handler",
    .basicsize = sizeof(Handler),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .slots = handler_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&Handler_spec);
    if (type == NULL)
        return -1;
    int status = PyModule_AddObjectRef(module, "Handler", type);
    Py_DECREF(type);
    return status;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = 0, .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
