/* expect: nothing */
#include <Python.h>

/* Py_INCREF() and Py_DECREF() written out, as programs do that want to save the call. */
typedef struct {
    PyObject_HEAD
    PyObject *name;
    PyObject *target;
} Entry;

#define TAKE(object) (++((PyObject *)(object))->ob_refcnt)

static inline void drop(PyObject *object)
{
    if (object != NULL && --object->ob_refcnt == 0)
        Py_TYPE(object)->tp_dealloc(object);
}

static int entry_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    Entry *self = (Entry *)op;
    PyObject *name, *target;
    if (!PyArg_ParseTuple(args, "OO", &name, &target))
        return -1;
    PyObject *old_name = self->name, *old_target = self->target;
    TAKE(name);
    self->name = name;
    target->ob_refcnt += 1;
    self->target = target;
    drop(old_name);
    drop(old_target);
    return 0;
}

static int entry_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Entry *)op)->name);
    Py_VISIT(((Entry *)op)->target);
    return 0;
}

static int entry_clear(PyObject *op)
{
    Py_CLEAR(((Entry *)op)->name);
    Py_CLEAR(((Entry *)op)->target);
    return 0;
}

static void entry_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    drop(((Entry *)op)->name);
    drop(((Entry *)op)->target);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Entry_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Entry",
    .tp_basicsize = sizeof(Entry),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = entry_traverse,
    .tp_clear = entry_clear,
    .tp_dealloc = entry_dealloc,
    .tp_init = entry_init,
    .tp_new = PyType_GenericNew,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Entry_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
