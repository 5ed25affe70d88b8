#include "../witness.h"

typedef struct {
    PyObject_HEAD
    long count;
} Base;

static PyMemberDef base_members[] = {
    {"count", T_LONG, offsetof(Base, count), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int base_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static PyType_Slot base_slots[] = {
    {Py_tp_traverse, base_traverse},
    {Py_tp_members, base_members},
    {0, NULL},
};

static PyType_Spec base_spec = {
    .name = "witness.Base",
    .basicsize = sizeof(Base),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .slots = base_slots,
};

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Derived",
    .tp_basicsize = sizeof(Base),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *make_derived(void)
{
    PyObject *base = PyType_FromSpec(&base_spec);
    if (base == NULL)
        return NULL;
    Derived_Type.tp_base = (PyTypeObject *)base;
    if (PyType_Ready(&Derived_Type) < 0)
        return NULL;
    return Py_NewRef((PyObject *)&Derived_Type);
}

static struct PyModuleDef witness_module = {PyModuleDef_HEAD_INIT, .m_name = "witness", .m_size = -1};

PyMODINIT_FUNC PyInit_witness(void)
{
    PyObject *module = PyModule_Create(&witness_module);
    if (module == NULL)
        return NULL;
    PyObject *derived = make_derived();
    int added = witness_add(module, "Derived", derived);
    Py_XDECREF(derived);
    if (added < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
