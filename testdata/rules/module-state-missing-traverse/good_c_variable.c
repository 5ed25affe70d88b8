/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject *error;
} fixture_state;

/* Shared by every import: the module object does not own it. */
static fixture_state the_state;

static int fixture_exec(PyObject *module)
{
    if (the_state.error == NULL)
        the_state.error = PyErr_NewException("fixture.Error", NULL, NULL);
    return the_state.error == NULL ? -1 : PyModule_AddObjectRef(module, "Error", the_state.error);
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = sizeof(fixture_state),
    .m_slots = fixture_slots,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
