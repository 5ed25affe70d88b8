/* The module is described by a PySlot[] of Python 3.15; older headers have none. A slot array nested in it counts. */
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
#define Py_slot_subslots 92
#define Py_mod_name 100
#define Py_mod_state_size 102
#define Py_mod_state_traverse 104
#define Py_mod_state_clear 105
#define Py_mod_state_free 106
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

static int fixture_traverse(PyObject *module, visitproc visit, void *arg)
{
    fixture_state *state = PyModule_GetState(module);
    if (state != NULL) {
        Py_VISIT(state->error);
        Py_VISIT(state->cache);
    }
    return 0;
}

static int fixture_clear(PyObject *module) /* expect: module-state-missing-clear warning slots cache */
{
    fixture_state *state = PyModule_GetState(module);
    if (state != NULL)
        Py_CLEAR(state->error);
    return 0;
}

static void fixture_free(void *module) /* expect: module-state-missing-free warning slots cache */
{
    fixture_clear((PyObject *)module);
}

static PySlot hooks[] = {PySlot_FUNC(Py_mod_state_traverse, fixture_traverse), PySlot_FUNC(Py_mod_state_clear, fixture_clear),
                         PySlot_FUNC(Py_mod_state_free, fixture_free), PySlot_END};

static PySlot slots[] = {PySlot_DATA(Py_mod_name, "fixture"), PySlot_SIZE(Py_mod_state_size, sizeof(fixture_state)),
                         PySlot_FUNC(85 /* Py_mod_exec */, fixture_exec), PySlot_DATA(Py_slot_subslots, hooks), PySlot_END};

PySlot *PyModExport_fixture(void);

PySlot *PyModExport_fixture(void)
{
    return slots;
}
