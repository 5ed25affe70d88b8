#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Base;

static int base_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Base *)op)->value);
    return 0;
}

static int base_clear(PyObject *op)
{
    Py_CLEAR(((Base *)op)->value);
    return 0;
}

static void base_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    base_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *base_set(PyObject *op, PyObject *value)
{
    Base *self = (Base *)op;
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef base_methods[] = {{"set", base_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyType_Slot base_slots[] = {
    {Py_tp_traverse, base_traverse},
    {Py_tp_clear, base_clear},
    {Py_tp_dealloc, base_dealloc},
    {Py_tp_methods, base_methods},
    {0, NULL},
};

static PyType_Spec Base_spec = {
    .name = "fixture.Base",
    .basicsize = sizeof(Base),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .slots = base_slots,
};

/* example */
typedef struct {
    Base base;
    Py_ssize_t hits;
} Derived;

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Derived",
    .tp_basicsize = sizeof(Derived),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *base = PyType_FromSpec(&Base_spec);
    if (base == NULL)
        return NULL;
    Derived_Type.tp_base = (PyTypeObject *)base; /* expect: static-type-heap-base error Derived_Type */
    if (PyType_Ready(&Derived_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
/* end example */
