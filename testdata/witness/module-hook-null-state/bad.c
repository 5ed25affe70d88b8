#include "../witness.h"

typedef struct {
    PyObject *cache;
} witness_state;

static int witness_traverse(PyObject *module, visitproc visit, void *arg)
{
    witness_state *state = PyModule_GetState(module);
    Py_VISIT(state->cache);
    return 0;
}

static int witness_exec(PyObject *module)
{
    return PyModule_AddIntConstant(module, "answer", 42);
}

static PyModuleDef_Slot witness_slots[] = {{Py_mod_exec, witness_exec}, {0, NULL}};

static struct PyModuleDef witness_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "witness",
    .m_size = 0,
    .m_slots = witness_slots,
    .m_traverse = witness_traverse,
};

PyMODINIT_FUNC PyInit_witness(void)
{
    return PyModuleDef_Init(&witness_module);
}
