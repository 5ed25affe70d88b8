/* expect: nothing */
#include <Python.h>

/* PyModule_AddObject() takes the only reference to what the state only shows: before it is stored, or afterwards. */
typedef struct {
    PyObject_HEAD
    long value;
} Counter;

typedef struct {
    PyTypeObject *counter_type;
    PyObject *error;
    PyObject *names;
} State;

static void counter_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot counter_slots[] = {{Py_tp_dealloc, counter_dealloc}, {0, NULL}};

static PyType_Spec counter_spec = {
    .name = "fixture.Counter",
    .basicsize = sizeof(Counter),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = counter_slots,
};

static PyTypeObject *add_class(PyObject *module, const char *name, PyType_Spec *spec)
{
    PyObject *type = PyType_FromSpec(spec);
    if (PyModule_AddObject(module, name, type) < 0) {
        Py_XDECREF(type);
        return NULL;
    }
    return (PyTypeObject *)type;
}

static void module_free(void *module)
{
    State *state = PyModule_GetState(module);
    Py_CLEAR(state->names);
}

static int module_traverse(PyObject *module, visitproc visit, void *arg)
{
    State *state = PyModule_GetState(module);
    Py_VISIT(state->names);
    return 0;
}

static int module_clear(PyObject *module)
{
    State *state = PyModule_GetState(module);
    Py_CLEAR(state->names);
    return 0;
}

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = sizeof(State),
    .m_traverse = module_traverse,
    .m_clear = module_clear,
    .m_free = module_free,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL)
        return NULL;
    State *state = PyModule_GetState(module);
    state->names = PyDict_New();
    state->counter_type = add_class(module, "Counter", &counter_spec);
    state->error = PyErr_NewException("fixture.error", NULL, NULL);
    if (state->names == NULL || state->counter_type == NULL || state->error == NULL ||
        PyModule_AddObject(module, "error", state->error) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
