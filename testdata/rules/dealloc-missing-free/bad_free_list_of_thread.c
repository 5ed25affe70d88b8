/* Each thread has a free list, made when it is first asked for: whichever it is, where it has no room the memory is lost. */
#include <Python.h>

enum { ROOM = 16 };

typedef struct {
    PyObject_HEAD
    PyObject *load;
} Crate;

typedef struct {
    Crate *spare[ROOM];
    int spare_count;
} DepotState;

static Py_tss_t spare_key = Py_tss_NEEDS_INIT;

static DepotState *thread_state(void)
{
    DepotState *state = PyThread_tss_get(&spare_key);
    if (state == NULL) {
        state = PyMem_Calloc(1, sizeof(DepotState));
        if (state == NULL || PyThread_tss_set(&spare_key, state) != 0) {
            PyMem_Free(state);
            return NULL;
        }
    }
    return state;
}

static int crate_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Crate *)op)->load);
    return 0;
}

static int crate_clear(PyObject *op)
{
    Py_CLEAR(((Crate *)op)->load);
    return 0;
}

static void crate_dealloc(PyObject *op) /* expect: dealloc-missing-free warning Crate_Type */
{
    DepotState *state = thread_state();
    PyObject_GC_UnTrack(op);
    (void)crate_clear(op);
    if (state != NULL && state->spare_count < ROOM) {
        state->spare[state->spare_count++] = (Crate *)op;
    }
}

static PyTypeObject Crate_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "depot.Crate",
    .tp_basicsize = sizeof(Crate),
    .tp_dealloc = crate_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = crate_traverse,
    .tp_clear = crate_clear,
};

static PyObject *pack(PyObject *module, PyObject *load)
{
    DepotState *state = thread_state();
    Crate *crate;
    (void)module;
    if (state && state->spare_count > 0) {
        crate = state->spare[--state->spare_count];
        _Py_NewReference((PyObject *)crate);
    } else {
        crate = PyObject_GC_New(Crate, &Crate_Type);
        if (crate == NULL)
            return NULL;
    }
    crate->load = Py_NewRef(load);
    PyObject_GC_Track(crate);
    return (PyObject *)crate;
}

static PyMethodDef depot_methods[] = {{"pack", pack, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef depot = {
    PyModuleDef_HEAD_INIT,
    .m_name = "depot",
    .m_size = -1,
    .m_methods = depot_methods,
};

PyMODINIT_FUNC PyInit_depot(void)
{
    if (PyThread_tss_create(&spare_key) != 0 || PyType_Ready(&Crate_Type) < 0)
        return NULL;
    return PyModule_Create(&depot);
}
