/* expect: nothing */
#include <Python.h>

/* What the state holds is lent to it by the process; the references that the loop takes are the table's. */
static PyObject *default_handler;
static PyObject *handlers[8];

typedef struct {
    PyObject *error;
    PyObject *handler;
} fixture_state;

static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    if (default_handler == NULL)
        default_handler = PyLong_FromLong(0);
    if (default_handler == NULL)
        return -1;
    state->handler = default_handler;
    for (int i = 0; i < 8; i++) {
        PyObject *old = handlers[i];
        handlers[i] = Py_NewRef(default_handler);
        Py_XDECREF(old);
    }
    state->error = PyErr_NewException("fixture.Error", NULL, NULL);
    if (state->error == NULL)
        return -1;
    return PyModule_AddObjectRef(module, "Error", state->error);
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
    fixture_clear((PyObject *)module);
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
