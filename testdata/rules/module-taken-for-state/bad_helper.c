#include <Python.h>

/* The hook hands what it got to the function that frees a state. */
typedef struct {
    PyObject *error;
    char *buffer;
} fixture_state;

static void free_state(fixture_state *state)
{
    PyMem_Free(state->buffer); /* expect: module-taken-for-state error module */
    state->buffer = NULL;
    Py_CLEAR(state->error);
}

static int fixture_traverse(PyObject *module, visitproc visit, void *arg)
{
    fixture_state *state = PyModule_GetState(module);
    Py_VISIT(state->error);
    return 0;
}

static int fixture_clear(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    Py_CLEAR(state->error);
    return 0;
}

static void fixture_free(void *module)
{
    free_state(module);
}

static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    state->buffer = PyMem_Malloc(64);
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

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
