#include <Python.h>

/* The helper takes references of its own, and who calls it keeps those that were made for it. */
typedef struct {
    PyObject_HEAD
    PyObject *name;
    PyObject *hooks;
    PyObject *owner;
} Probe;

static void probe_fill(Probe *self, PyObject *name, PyObject *hooks, PyObject *owner)
{
    Py_INCREF(name); /* expect: dealloc-missing-field-release warning Probe_Type name */
    self->name = name;
    Py_XINCREF(hooks); /* expect: dealloc-missing-field-release warning Probe_Type hooks */
    self->hooks = hooks;
    Py_INCREF(owner);
    self->owner = owner;
}

static PyObject *make_hooks(Py_ssize_t count)
{
    return PyList_New(count);
}

static PyObject *probe_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    (void)args, (void)keywords;
    PyObject *hooks = make_hooks(0);
    if (hooks == NULL)
        return NULL;
    PyObject *name = PyUnicode_FromString(type->tp_name);
    if (name == NULL) {
        Py_DECREF(hooks);
        return NULL;
    }
    Probe *self = (Probe *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_DECREF(name);
        Py_DECREF(hooks);
        return NULL;
    }
    probe_fill(self, name, hooks, Py_None);
    return (PyObject *)self;
}

static int probe_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Probe *)op)->name);
    Py_VISIT(((Probe *)op)->hooks);
    Py_VISIT(((Probe *)op)->owner);
    return 0;
}

static int probe_clear(PyObject *op)
{
    Py_CLEAR(((Probe *)op)->name);
    Py_CLEAR(((Probe *)op)->hooks);
    Py_CLEAR(((Probe *)op)->owner);
    return 0;
}

static void probe_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    probe_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Probe_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Probe",
    .tp_basicsize = sizeof(Probe),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = probe_traverse,
    .tp_clear = probe_clear,
    .tp_dealloc = probe_dealloc,
    .tp_new = probe_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Probe_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Probe", (PyObject *)&Probe_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
