#include <Python.h>

/* example */
typedef struct {
    PyObject *error;
} fixture_state;

static int fixture_traverse(PyObject *module, visitproc visit, void *arg)
{
    fixture_state *state = PyModule_GetState(module); /* expect: module-hook-null-state error module */
    Py_VISIT(state->error);
    return 0;
}

static int fixture_exec(PyObject *module)
{
    return PyModule_AddIntConstant(module, "answer", 42);
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = 0,
    .m_slots = fixture_slots,
    .m_traverse = fixture_traverse,
};
/* end example */

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
