/* The state is nothing but pointers, and its hooks go through them without their names. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyTypeObject *array_type;
    PyObject *error;
} fixture_state;

static const size_t pointers = sizeof(fixture_state) / sizeof(PyObject *);

static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    PyObject *array = PyImport_ImportModule("array");
    if (array == NULL)
        return -1;
    state->array_type = (PyTypeObject *)PyObject_GetAttrString(array, "array");
    Py_DECREF(array);
    state->error = PyErr_NewException("fixture.Error", NULL, NULL);
    return state->array_type == NULL || state->error == NULL ? -1 : 0;
}

static int fixture_traverse(PyObject *module, visitproc visit, void *arg)
{
    PyTypeObject **types = PyModule_GetState(module);
    for (size_t i = 0; i < pointers; i++) {
        PyTypeObject *type = types[i];
        Py_VISIT(type);
    }
    return 0;
}

static int fixture_clear(PyObject *module)
{
    PyObject **objects = PyModule_GetState(module);
    for (size_t i = 0; i < pointers; i++)
        Py_CLEAR(objects[i]);
    return 0;
}

static void fixture_free(void *module)
{
    fixture_clear((PyObject *)module);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = sizeof(fixture_state),
    .m_slots = slots,
    .m_traverse = fixture_traverse,
    .m_clear = fixture_clear,
    .m_free = fixture_free,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
