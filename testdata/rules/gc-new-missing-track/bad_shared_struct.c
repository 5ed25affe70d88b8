#include <Python.h>

/* Two types share a struct: that instances of the one are tracked says nothing of those of the other. */
typedef struct {
    PyObject_HEAD
    PyObject *owner;
} View;

static PyObject *keys_type, *items_type;

static PyObject *make_keys(PyObject *module, PyObject *owner)
{
    View *self = PyObject_GC_New(View, (PyTypeObject *)keys_type); /* expect: gc-new-missing-track warning keys_spec */
    if (self == NULL)
        return NULL;
    self->owner = Py_NewRef(owner);
    return (PyObject *)self;
}

static PyObject *make_items(PyObject *module, PyObject *owner)
{
    View *self = PyObject_GC_New(View, (PyTypeObject *)items_type);
    if (self == NULL)
        return NULL;
    self->owner = Py_NewRef(owner);
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static int view_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((View *)op)->owner);
    return 0;
}

static int view_clear(PyObject *op)
{
    Py_CLEAR(((View *)op)->owner);
    return 0;
}

static void view_dealloc(PyObject *op)
{
    PyTypeObject *tp = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    view_clear(op);
    tp->tp_free(op);
    Py_DECREF(tp);
}

static PyType_Slot view_slots[] = {
    {Py_tp_traverse, view_traverse},
    {Py_tp_clear, view_clear},
    {Py_tp_dealloc, view_dealloc},
    {0, NULL},
};

static PyType_Spec keys_spec = {
    .name = "fixture.Keys",
    .basicsize = sizeof(View),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = view_slots,
};

static PyType_Spec items_spec = {
    .name = "fixture.Items",
    .basicsize = sizeof(View),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = view_slots,
};

static PyMethodDef functions[] = {
    {"make_keys", make_keys, METH_O, NULL},
    {"make_items", make_items, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    keys_type = PyType_FromSpec(&keys_spec);
    items_type = PyType_FromSpec(&items_spec);
    if (keys_type == NULL || items_type == NULL)
        return NULL;
    return PyModule_Create(&module);
}
