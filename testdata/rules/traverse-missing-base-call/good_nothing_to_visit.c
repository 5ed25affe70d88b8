/* expect: nothing */
#include <Python.h>
#include <structmember.h>

/* The base is a GC type that visits nothing but the type, which the derived one visits itself. */
typedef struct {
    PyObject_HEAD
    long hits;
} Base;

typedef struct {
    Base base;
    PyObject *callback;
} Derived;

static int base_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static void base_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot base_slots[] = {
    {Py_tp_traverse, base_traverse},
    {Py_tp_dealloc, base_dealloc},
    {0, NULL},
};

static PyType_Spec Base_spec = {
    .name = "fixture.Base",
    .basicsize = sizeof(Base),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .slots = base_slots,
};

static int derived_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Derived *)op)->callback);
    return 0;
}

static int derived_clear(PyObject *op)
{
    Py_CLEAR(((Derived *)op)->callback);
    return 0;
}

static void derived_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    derived_clear(op);
    base_dealloc(op);
}

static PyMemberDef derived_members[] = {
    {"callback", T_OBJECT_EX, offsetof(Derived, callback), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot derived_slots[] = {
    {Py_tp_traverse, derived_traverse},
    {Py_tp_clear, derived_clear},
    {Py_tp_dealloc, derived_dealloc},
    {Py_tp_members, derived_members},
    {0, NULL},
};

static PyType_Spec Derived_spec = {
    .name = "fixture.Derived",
    .basicsize = sizeof(Derived),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = derived_slots,
};

static PyObject *make_derived(PyObject *base)
{
    PyObject *bases = PyTuple_Pack(1, base);
    if (bases == NULL)
        return NULL;
    PyObject *derived = PyType_FromSpecWithBases(&Derived_spec, bases);
    Py_DECREF(bases);
    return derived;
}

static int fixture_exec(PyObject *module)
{
    PyObject *base = PyType_FromSpec(&Base_spec);
    if (base == NULL)
        return -1;
    PyObject *derived = make_derived(base);
    Py_DECREF(base);
    if (derived == NULL)
        return -1;
    int status = PyModule_AddObjectRef(module, "Derived", derived);
    Py_DECREF(derived);
    return status;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = 0, .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
