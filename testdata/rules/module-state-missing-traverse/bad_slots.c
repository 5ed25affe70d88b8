/* allow: module-state-missing-clear, module-state-missing-free */
/* The module is described by a PySlot[] of Python 3.15; older headers have none. */
#include <Python.h>
#include <stdint.h>

#ifndef PySlot_END
typedef struct PySlot {
    uint16_t sl_id, sl_flags;
    uint32_t sl_reserved;
    union {
        void *sl_ptr;
        void (*sl_func)(void);
        Py_ssize_t sl_size;
    };
} PySlot;
#define Py_mod_name 100
#define Py_mod_state_size 102
#define PySlot_DATA(NAME, VALUE) {.sl_id = (NAME), .sl_flags = 1, .sl_ptr = (void *)(VALUE)}
#define PySlot_FUNC(NAME, VALUE) {.sl_id = (NAME), .sl_func = (void (*)(void))(VALUE)}
#define PySlot_SIZE(NAME, VALUE) {.sl_id = (NAME), .sl_size = (Py_ssize_t)(VALUE)}
#define PySlot_END {0, 0, 0, {NULL}}
#endif

typedef struct {
    PyObject *error;
    PyObject *cache;
} fixture_state;

static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    state->error = PyErr_NewException("fixture.Error", NULL, NULL);
    if (state->error == NULL)
        return -1;
    state->cache = PyDict_New();
    return state->cache == NULL ? -1 : PyModule_AddObjectRef(module, "Error", state->error);
}

static PySlot slots[] = {PySlot_DATA(Py_mod_name, "fixture"), /* expect: module-state-missing-traverse warning slots */
                         PySlot_SIZE(Py_mod_state_size, sizeof(fixture_state)),
                         PySlot_FUNC(85 /* Py_mod_exec */, fixture_exec), PySlot_END};

PySlot *PyModExport_fixture(void);

PySlot *PyModExport_fixture(void)
{
    return slots;
}
