/* expect: nothing */
/* Where there is no module any more PyState_FindModule() returns NULL, and sets no exception. */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject *handler_type;
    Py_ssize_t live_handlers;
} fixture_state;

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
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Handler *)op)->callback);
    return 0;
}

static int handler_clear(PyObject *op)
{
    Py_CLEAR(((Handler *)op)->callback);
    return 0;
}

static PyObject *handler_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    fixture_state *state = PyType_GetModuleState(type);
    if (state == NULL)
        return NULL;
    PyObject *self = type->tp_alloc(type, 0);
    if (self != NULL)
        state->live_handlers++;
    return self;
}

static struct PyModuleDef module;

static void handler_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    PyObject *found = PyState_FindModule(&module);
    fixture_state *state = found != NULL ? PyModule_GetState(found) : NULL;
    if (state != NULL)
        state->live_handlers--;
    handler_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot handler_slots[] = {
    {Py_tp_traverse, handler_traverse},
    {Py_tp_clear, handler_clear},
    {Py_tp_dealloc, handler_dealloc},
    {Py_tp_members, handler_members},
    {Py_tp_new, handler_new},
    {0, NULL},
};

static PyType_Spec Handler_spec = {
    .name = "fixture.Handler",
    .basicsize = sizeof(Handler),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = handler_slots,
};

static int fixture_traverse(PyObject *module, visitproc visit, void *arg)
{
    fixture_state *state = PyModule_GetState(module);
    Py_VISIT(state->handler_type);
    return 0;
}

static int fixture_clear(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    Py_CLEAR(state->handler_type);
    return 0;
}

static void fixture_free(void *module)
{
    fixture_clear(module);
}

static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    state->handler_type = PyType_FromModuleAndSpec(module, &Handler_spec, NULL);
    if (state->handler_type == NULL)
        return -1;
    return PyModule_AddObjectRef(module, "Handler", state->handler_type);
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = sizeof(fixture_state),
    .m_slots = fixture_slots,
    .m_traverse = fixture_traverse,
    .m_clear = fixture_clear,
    .m_free = fixture_free,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
