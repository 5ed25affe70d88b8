/* expect: nothing */
#include <Python.h>

/* A string closes no cycle: m_free is enough. */
typedef struct {
    PyObject *name;
    PyObject *cache;
} fixture_state;

static int fixture_traverse(PyObject *module, visitproc visit, void *arg)
{
    fixture_state *state = PyModule_GetState(module);
    Py_VISIT(state->cache);
    return 0;
}

static int fixture_clear(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    Py_CLEAR(state->cache);
    return 0;
}

static void fixture_free(void *module)
{
    fixture_state *state = PyModule_GetState(module);
    Py_CLEAR(state->name);
    fixture_clear(module);
}

static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    state->name = PyUnicode_FromString("fixture");
    state->cache = PyDict_New();
    return state->name != NULL && state->cache != NULL ? 0 : -1;
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
