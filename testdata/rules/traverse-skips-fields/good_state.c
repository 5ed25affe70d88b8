/* expect: nothing */
#include <Python.h>

/* The kind tells which member of the union is there, and whether the field is owned. */
typedef struct {
    PyObject_HEAD
    int kind;
    int owns_target;
    union {
        PyObject *object;
        double number;
    } value;
    PyObject *target;
} Slot;

static int slot_traverse(PyObject *op, visitproc visit, void *arg)
{
    Slot *self = (Slot *)op;
    if (self->kind == 1)
        Py_VISIT(self->value.object);
    if (self->owns_target)
        Py_VISIT(self->target);
    return 0;
}

static int slot_clear(PyObject *op)
{
    Slot *self = (Slot *)op;
    if (self->kind == 1) {
        self->kind = 0;
        Py_CLEAR(self->value.object);
    }
    if (self->owns_target) {
        self->owns_target = 0;
        Py_CLEAR(self->target);
    }
    return 0;
}

static void slot_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    slot_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *slot_set(PyObject *op, PyObject *value)
{
    Slot *self = (Slot *)op;
    slot_clear(op);
    self->kind = 1;
    self->value.object = Py_NewRef(value);
    self->owns_target = 1;
    self->target = Py_NewRef(value);
    Py_RETURN_NONE;
}

static PyMethodDef slot_methods[] = {
    {"set", slot_set, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Slot_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Slot",
    .tp_basicsize = sizeof(Slot),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = slot_traverse,
    .tp_clear = slot_clear,
    .tp_dealloc = slot_dealloc,
    .tp_methods = slot_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Slot_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Slot_Type);
    if (PyModule_AddObject(result, "Slot", (PyObject *)&Slot_Type) < 0) {
        Py_DECREF(&Slot_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
