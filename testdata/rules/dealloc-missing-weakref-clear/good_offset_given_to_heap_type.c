/* The offset of the list is put into the type that was made from a spec, and the list is cleared. */
/* expect: nothing */
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *weak_references;
} Binder;

static PyObject *binder_type;

static int binder_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *callback;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "O", &callback)) {
        return -1;
    }
    Py_INCREF(callback);
    Py_XSETREF(((Binder *)op)->callback, callback);
    return 0;
}

static int binder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Binder *)op)->callback);
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static int binder_clear(PyObject *op)
{
    Py_CLEAR(((Binder *)op)->callback);
    return 0;
}

static void binder_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    if (((Binder *)op)->weak_references != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    (void)binder_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot binder_slots[] = {
    {Py_tp_init, binder_init},
    {Py_tp_traverse, binder_traverse},
    {Py_tp_clear, binder_clear},
    {Py_tp_dealloc, binder_dealloc},
    {0, NULL},
};

static PyType_Spec binder_spec = {
    .name = "spam.Binder",
    .basicsize = sizeof(Binder),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = binder_slots,
};

static PyModuleDef spam_module = {PyModuleDef_HEAD_INIT, .m_name = "spam", .m_size = -1};

PyMODINIT_FUNC PyInit_spam(void)
{
    PyObject *module = PyModule_Create(&spam_module);
    binder_type = PyType_FromSpec(&binder_spec);
    if (module == NULL || binder_type == NULL) {
        Py_XDECREF(module);
        return NULL;
    }
    ((PyTypeObject *)binder_type)->tp_weaklistoffset = offsetof(Binder, weak_references);
    if (PyModule_AddObjectRef(module, "Binder", binder_type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
