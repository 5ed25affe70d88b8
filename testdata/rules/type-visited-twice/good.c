/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Base;

/* example */
static int base_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Base *)op)->value);
    return 0;
}

typedef struct {
    Base base;
    PyObject *extra;
} Derived;

static int derived_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Derived *)op)->extra);
    return base_traverse(op, visit, arg);
}
/* end example */

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

static int derived_clear(PyObject *op)
{
    Py_CLEAR(((Derived *)op)->extra);
    return base_clear(op);
}

static void derived_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    derived_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *derived_set(PyObject *op, PyObject *value)
{
    Derived *self = (Derived *)op;
    Py_XSETREF(self->extra, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef derived_methods[] = {{"set", derived_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyType_Slot derived_slots[] = {
    {Py_tp_traverse, derived_traverse},
    {Py_tp_clear, derived_clear},
    {Py_tp_dealloc, derived_dealloc},
    {Py_tp_methods, derived_methods},
    {0, NULL},
};

static PyType_Spec Derived_spec = {
    .name = "fixture.Derived",
    .basicsize = sizeof(Derived),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = derived_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *base = PyType_FromSpec(&Base_spec);
    if (base == NULL)
        return -1;
    PyObject *derived = PyType_FromSpecWithBases(&Derived_spec, base);
    Py_DECREF(base);
    if (derived == NULL)
        return -1;
    int result = PyModule_AddType(module, (PyTypeObject *)derived);
    Py_DECREF(derived);
    return result;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
