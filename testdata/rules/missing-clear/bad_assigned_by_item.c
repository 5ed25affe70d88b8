/* What `peg[0] = thing` and `hook["coat"] = thing` put into a living instance can be the instance itself. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *hung;
} Peg;

static int peg_traverse(Peg *self, visitproc visit, void *arg)
{
    Py_VISIT(self->hung);
    return 0;
}

static void peg_dealloc(Peg *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->hung);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int peg_hang(PyObject *op, Py_ssize_t index, PyObject *thing)
{
    Peg *self = (Peg *)op;
    if (index != 0) {
        PyErr_SetNone(PyExc_IndexError);
        return -1;
    }
    Py_XSETREF(self->hung, Py_XNewRef(thing));
    return 0;
}

static PyObject *peg_look(PyObject *op, Py_ssize_t index)
{
    PyObject *hung = ((Peg *)op)->hung;
    return index == 0 && hung ? Py_NewRef(hung) : NULL;
}

static PySequenceMethods peg_as_sequence = {.sq_item = peg_look, .sq_ass_item = peg_hang};

static PyTypeObject Peg_Type = { /* expect: missing-clear warning Peg_Type hung */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "hall.Peg",
    .tp_basicsize = sizeof(Peg),
    .tp_dealloc = (destructor)peg_dealloc,
    .tp_as_sequence = &peg_as_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)peg_traverse,
    .tp_new = PyType_GenericNew,
};

static int hook_traverse(Peg *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->hung);
    return 0;
}

static void hook_dealloc(Peg *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->hung);
    type->tp_free((PyObject *)self);
    Py_DECREF(type);
}

static int hook_hang(PyObject *op, PyObject *key, PyObject *thing)
{
    Peg *self = (Peg *)op;
    (void)key;
    Py_XSETREF(self->hung, Py_XNewRef(thing));
    return 0;
}

static PyType_Slot hook_slots[] = {
    {Py_tp_dealloc, hook_dealloc},
    {Py_tp_traverse, hook_traverse},
    {Py_mp_ass_subscript, hook_hang},
    {Py_tp_new, PyType_GenericNew},
    {0, NULL},
};

static PyType_Spec hook_spec = { /* expect: missing-clear warning hook_spec hung */
    .name = "hall.Hook",
    .basicsize = sizeof(Peg),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = hook_slots,
};

static struct PyModuleDef hall = {PyModuleDef_HEAD_INIT, .m_name = "hall", .m_size = -1};

PyMODINIT_FUNC PyInit_hall(void)
{
    PyObject *module = PyType_Ready(&Peg_Type) < 0 ? NULL : PyModule_Create(&hall);
    PyObject *hook = module ? PyType_FromSpec(&hook_spec) : NULL;
    if (hook && PyModule_AddObject(module, "Hook", hook) < 0)
        Py_DECREF(hook);
    return module;
}
