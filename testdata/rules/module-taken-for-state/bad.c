#include <Python.h>

/* example */
typedef struct {
    PyObject *error;
} fixture_state;

static int fixture_traverse(PyObject *module, visitproc visit, void *arg)
{
    fixture_state *state = (fixture_state *)module;
    Py_VISIT(state->error); /* expect: module-taken-for-state error module */
    return 0;
}

static int fixture_clear(PyObject *module)
{
    Py_CLEAR(((fixture_state *)module)->error); /* expect: module-taken-for-state error module */
    return 0;
}

static void fixture_free(void *module)
{
    fixture_state *state = module;
    Py_XDECREF(state->error); /* expect: module-taken-for-state error module */
}

static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    state->error = PyErr_NewException("fixture.Error", NULL, NULL);
    return state->error == NULL ? -1 : 0;
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
/* end example */

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
