/* expect: nothing */
/* The free list in the state of the module: an instance that finds no room in it is freed; or it always has room, if it is there. */
#include <Python.h>

enum { ROOM = 16 };

typedef struct {
    PyObject_HEAD
    PyObject *load;
} Crate;

typedef struct {
    Crate *spare[ROOM];
    int spare_count;
    Crate *pallets;
} DepotState;

static struct PyModuleDef depot;

static DepotState *depot_state(PyTypeObject *type)
{
    PyObject *module = PyState_FindModule(&depot);
    (void)type;
    return module ? (DepotState *)PyModule_GetState(module) : NULL;
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

static void crate_dealloc(PyObject *op)
{
    DepotState *state = depot_state(Py_TYPE(op));
    PyObject_GC_UnTrack(op);
    (void)crate_clear(op);
    if (state != NULL && state->spare_count < ROOM) {
        state->spare[state->spare_count++] = (Crate *)op;
    } else {
        PyObject_GC_Del(op);
    }
}

static void pallet_dealloc(PyObject *op)
{
    DepotState *state = depot_state(Py_TYPE(op));
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Crate *)op)->load);
    if (state != NULL) {
        ((Crate *)op)->load = (PyObject *)state->pallets;
        state->pallets = (Crate *)op;
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

static PyTypeObject Pallet_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "depot.Pallet",
    .tp_basicsize = sizeof(Crate),
    .tp_dealloc = pallet_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = crate_traverse,
    .tp_clear = crate_clear,
};

static PyObject *pack(PyObject *module, PyObject *load)
{
    DepotState *state = PyModule_GetState(module);
    Crate *crate;
    if (state->spare_count > 0) {
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
    .m_size = sizeof(DepotState),
    .m_methods = depot_methods,
};

PyMODINIT_FUNC PyInit_depot(void)
{
    if (PyType_Ready(&Crate_Type) < 0 || PyType_Ready(&Pallet_Type) < 0)
        return NULL;
    return PyModule_Create(&depot);
}
