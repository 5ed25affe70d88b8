#include <Python.h>

/* The struct is another module's; a reference is taken to what it holds, which does not make the field this module's. */
typedef struct {
    PyTypeObject *base;
} Interface;

typedef struct {
    Interface *interface;
    PyObject *registry;
} fixture_state;

static int fixture_traverse(PyObject *module, visitproc visit, void *arg)
{
    fixture_state *state = PyModule_GetState(module);
    Py_VISIT(state->registry);
    if (state->interface)
        Py_VISIT(state->interface->base); /* expect: traverse-visits-unowned note fixture_module interface->base */
    return 0;
}

static int fixture_clear(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    Py_CLEAR(state->registry);
    return 0;
}

static void fixture_free(void *module)
{
    fixture_clear(module);
}

static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    state->registry = PyDict_New();
    if (state->registry == NULL)
        return -1;
    state->interface = PyCapsule_Import("provider.interface", 0);
    if (state->interface == NULL)
        return -1;
    Py_INCREF(state->interface->base);
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef fixture_module = {
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
    return PyModuleDef_Init(&fixture_module);
}
