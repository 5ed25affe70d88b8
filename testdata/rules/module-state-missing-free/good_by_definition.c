/* expect: nothing */
/* m_free calls m_clear by the module's definition. */
#include <Python.h>

typedef struct {
    PyObject *registry;
} State;

extern PyModuleDef registry_module;

static int registry_exec(PyObject *module)
{
    State *state = (State *)PyModule_GetState(module);
    state->registry = PyDict_New();
    return state->registry ? 0 : -1;
}

static int registry_traverse(PyObject *module, visitproc visit, void *arg)
{
    State *state = (State *)PyModule_GetState(module);
    Py_VISIT(state->registry);
    return 0;
}

static int registry_clear(PyObject *module)
{
    State *state = (State *)PyModule_GetState(module);
    Py_CLEAR(state->registry);
    return 0;
}

static void registry_free(void *module)
{
    registry_module.m_clear((PyObject *)module);
}

static PyModuleDef_Slot registry_slots[] = {{Py_mod_exec, registry_exec}, {0, NULL}};

PyModuleDef registry_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "registry",
    .m_size = sizeof(State),
    .m_slots = registry_slots,
    .m_traverse = registry_traverse,
    .m_clear = registry_clear,
    .m_free = registry_free,
};

PyMODINIT_FUNC PyInit_registry(void)
{
    return PyModuleDef_Init(&registry_module);
}
