#include <Python.h>

typedef struct {
    PyObject *error;
    PyObject *cache;
} fixture_state;

/* Nothing uses it any more: it was there before the module had a state of its own. */
extern fixture_state fixture_global_state;

static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    state->error = PyErr_NewException("fixture.Error", NULL, NULL);
    if (state->error == NULL)
        return -1;
    state->cache = PyDict_New();
    return state->cache == NULL ? -1 : PyModule_AddObjectRef(module, "Error", state->error);
}

static int fixture_clear(PyObject *module);
static void fixture_free(void *module);

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = { /* expect: module-state-missing-traverse warning module */
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = sizeof(fixture_state),
    .m_slots = fixture_slots,
    .m_clear = fixture_clear,
    .m_free = fixture_free,
};

static int fixture_clear(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    Py_CLEAR(state->error);
    Py_CLEAR(state->cache);
    return 0;
}

static void fixture_free(void *module)
{
    fixture_clear((PyObject *)module);
}

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
