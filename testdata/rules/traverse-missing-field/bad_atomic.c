/*
 * The fields are as in good_atomic.c, but one is not visited. */
#include <Python.h>
#include <stdatomic.h>
#include <stddef.h>

#if PY_VERSION_HEX < 0x030D0000
static inline void *_Py_atomic_load_ptr(const void *place)
{
    return __atomic_load_n((void *const *)place, __ATOMIC_SEQ_CST);
}

static inline void _Py_atomic_store_ptr(void *place, void *value)
{
    __atomic_store_n((void **)place, value, __ATOMIC_SEQ_CST);
}

static inline void *_Py_atomic_exchange_ptr(void *place, void *value)
{
    return __atomic_exchange_n((void **)place, value, __ATOMIC_SEQ_CST);
}
#endif

typedef struct {
    PyObject_HEAD
    _Atomic(PyObject *) first;
    PyObject *second;
    PyObject *third;
} Cell;

static PyObject *Cell_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);

static int Cell_traverse(Cell *self, visitproc visit, void *arg) /* expect: traverse-missing-field warning Cell_Type second */
{
    Py_VISIT(atomic_load_explicit(&self->first, memory_order_acquire));
    Py_VISIT(_Py_atomic_load_ptr(&self->third));
    return 0;
}

static int Cell_clear(Cell *self)
{
    PyObject *first = atomic_exchange(&self->first, NULL);
    Py_XDECREF(first);
    Py_XDECREF(__atomic_exchange_n(&self->second, NULL, __ATOMIC_ACQ_REL));
    PyObject *third = _Py_atomic_exchange_ptr(&self->third, NULL);
    Py_XDECREF(third);
    return 0;
}

static void Cell_dealloc(Cell *self)
{
    PyObject_GC_UnTrack(self);
    Cell_clear(self);
    PyObject_GC_Del(self);
}

static PyTypeObject Cell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "cell.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = Cell_new,
    .tp_traverse = (traverseproc)Cell_traverse,
    .tp_clear = (inquiry)Cell_clear,
    .tp_dealloc = (destructor)Cell_dealloc,
};

static PyObject *Cell_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *third;
    if (!PyArg_ParseTuple(args, "O", &third))
        return NULL;
    Cell *self = PyObject_GC_New(Cell, &Cell_Type);
    if (!self)
        return NULL;
    Py_INCREF(Py_None);
    atomic_init(&self->first, Py_None);
    Py_INCREF(type);
    __atomic_store_n(&self->second, (PyObject *)type, __ATOMIC_RELEASE);
    Py_INCREF(third);
    _Py_atomic_store_ptr(&self->third, third);
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static struct PyModuleDef cell_module = {PyModuleDef_HEAD_INIT, .m_name = "cell", .m_size = -1};

PyMODINIT_FUNC PyInit_cell(void)
{
    PyObject *module = PyModule_Create(&cell_module);
    if (!module || PyModule_AddType(module, &Cell_Type) < 0) {
        Py_XDECREF(module);
        return NULL;
    }
    return module;
}
