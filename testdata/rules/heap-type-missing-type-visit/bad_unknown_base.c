#include <Python.h>

/* The base comes from another module at run time: whether it is a heap type is not known here. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static PyTypeObject *foreign_base;

static int watcher_traverse(PyObject *op, visitproc visit, void *arg) /* expect: heap-type-missing-type-visit note */
{
    Py_VISIT(((Watcher *)op)->callback);
    return foreign_base->tp_traverse(op, visit, arg);
}

static int watcher_clear(PyObject *op)
{
    Py_CLEAR(((Watcher *)op)->callback);
    return foreign_base->tp_clear(op);
}

static void watcher_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Watcher *)op)->callback);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot watcher_slots[] = {
    {Py_tp_traverse, watcher_traverse},
    {Py_tp_clear, watcher_clear},
    {Py_tp_dealloc, watcher_dealloc},
    {0, NULL},
};

static PyType_Spec Watcher_spec = {
    .name = "fixture.Watcher",
    .basicsize = sizeof(Watcher),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = watcher_slots,
};

int fixture_exec(PyObject *module)
{
    PyObject *base = PyObject_GetAttrString(module, "Base");
    if (base == NULL)
        return -1;
    foreign_base = (PyTypeObject *)base;
    PyObject *type = PyType_FromModuleAndSpec(module, &Watcher_spec, base);
    if (type == NULL)
        return -1;
    int result = PyModule_AddObjectRef(module, "Watcher", type);
    Py_DECREF(type);
    return result;
}
