/* options: --python=3.15 */
/* allow: traverse-skips-fields */
#include <Python.h>
#include <structmember.h>

/* Safe on every version, but from 3.15 on there is a function that says so. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Handler;

static PyMemberDef handler_members[] = {
    {"callback", T_OBJECT_EX, offsetof(Handler, callback), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

typedef struct {
    int is_open;
} fixture_state;

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
    fixture_state *state = PyType_GetModuleState(Py_TYPE(op)); /* expect: traverse-side-effect note Handler_spec */
    Py_VISIT(Py_TYPE(op));
    if (state != NULL && state->is_open)
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
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = handler_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &Handler_spec, NULL);
    if (type == NULL)
        return -1;
    int status = PyModule_AddObjectRef(module, "Handler", type);
    Py_DECREF(type);
    return status;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = sizeof(fixture_state), .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
