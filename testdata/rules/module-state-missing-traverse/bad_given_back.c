/* allow: heap-type-without-gc, module-state-missing-free */
#include <Python.h>

typedef struct {
    PyTypeObject *thing_type;
    PyObject *unused;
} State;

static PyType_Slot thing_slots[] = {{0, NULL}};
static PyType_Spec thing_spec = {"things.Thing", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, thing_slots};

static int things_exec(PyObject *module)
{
    State *state = (State *)PyModule_GetState(module);
    PyObject *type = PyType_FromSpec(&thing_spec);
    if (!type)
        return -1;
    state->thing_type = (PyTypeObject *)type;
    Py_INCREF(type); /* for the exported name */
    if (PyModule_AddType(module, (PyTypeObject *)type) < 0) {
        Py_DECREF(type);
        return -1;
    }
    Py_DECREF(type);
    return 0;
}

/* expect@+1: module-state-missing-traverse */
static int things_traverse(PyObject *module, visitproc visit, void *arg)
{
    State *state = (State *)PyModule_GetState(module);
    Py_VISIT(state->unused);
    return 0;
}

static int things_clear(PyObject *module)
{
    State *state = (State *)PyModule_GetState(module);
    Py_CLEAR(state->unused);
    state->thing_type = NULL;
    return 0;
}

static void things_free(void *module)
{
    things_clear((PyObject *)module);
}

static PyModuleDef_Slot things_slots[] = {{Py_mod_exec, things_exec}, {0, NULL}};

static struct PyModuleDef things_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "things",
    .m_size = sizeof(State),
    .m_slots = things_slots,
    .m_traverse = things_traverse,
    .m_clear = things_clear,
    .m_free = things_free,
};

PyMODINIT_FUNC PyInit_things(void)
{
    return PyModuleDef_Init(&things_module);
}
