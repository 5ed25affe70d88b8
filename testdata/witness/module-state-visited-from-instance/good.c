#include "../witness.h"

typedef struct {
    PyObject *handler_type;
    PyObject *cache;
} witness_state;

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

static void handler_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    handler_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot handler_slots[] = {
    {Py_tp_dealloc, handler_dealloc},
    {Py_tp_traverse, handler_traverse},
    {Py_tp_clear, handler_clear},
    {Py_tp_members, handler_members},
    {0, NULL},
};

static PyType_Spec Handler_spec = {
    .name = "witness.Handler",
    .basicsize = sizeof(Handler),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = handler_slots,
};

static int witness_traverse(PyObject *module, visitproc visit, void *arg)
{
    witness_state *state = PyModule_GetState(module);
    Py_VISIT(state->handler_type);
    Py_VISIT(state->cache);
    return 0;
}

static int witness_clear(PyObject *module)
{
    witness_state *state = PyModule_GetState(module);
    Py_CLEAR(state->handler_type);
    Py_CLEAR(state->cache);
    return 0;
}

static void witness_free(void *module)
{
    witness_clear((PyObject *)module);
}

static int witness_exec(PyObject *module)
{
    witness_state *state = PyModule_GetState(module);
    state->cache = PyList_New(0);
    if (witness_add(module, "cache", state->cache) < 0)
        return -1;
    state->handler_type = PyType_FromModuleAndSpec(module, &Handler_spec, NULL);
    return witness_add(module, "Handler", state->handler_type);
}

static PyModuleDef_Slot witness_slots[] = {{Py_mod_exec, witness_exec}, {0, NULL}};

static struct PyModuleDef witness_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "witness",
    .m_size = sizeof(witness_state),
    .m_slots = witness_slots,
    .m_traverse = witness_traverse,
    .m_clear = witness_clear,
    .m_free = witness_free,
};

PyMODINIT_FUNC PyInit_witness(void)
{
    return PyModuleDef_Init(&witness_module);
}
