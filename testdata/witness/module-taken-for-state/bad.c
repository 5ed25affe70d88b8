#include "../witness.h"

typedef struct {
    PyObject *cache;
} witness_state;

static int witness_traverse(PyObject *module, visitproc visit, void *arg)
{
    witness_state *state = (witness_state *)module;
    Py_VISIT(state->cache);
    return 0;
}

static int witness_clear(PyObject *module)
{
    witness_state *state = PyModule_GetState(module);
    Py_CLEAR(state->cache);
    return 0;
}

static void witness_free(void *module)
{
    witness_clear(module);
}

static int witness_exec(PyObject *module)
{
    witness_state *state = PyModule_GetState(module);
    state->cache = PyDict_New();
    return state->cache == NULL ? -1 : 0;
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
