/* expect: nothing */
/* python: 3.12 */
/* options: --python=3.12-3.15 */
#include <Python.h>

/* The flag comes from the base together with the support for garbage collection. */
typedef struct {
    PyObject_HEAD
} Record;

static int record_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static PyType_Slot record_slots[] = {{Py_tp_traverse, record_traverse}, {0, NULL}};

static PyType_Spec Record_spec = {
    .name = "fixture.Record",
    .basicsize = sizeof(Record),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_MANAGED_WEAKREF,
    .slots = record_slots,
};

static PyType_Slot derived_slots[] = {{0, NULL}};

static PyType_Spec Derived_spec = {
    .name = "fixture.Derived",
    .flags = Py_TPFLAGS_DEFAULT,
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
    PyObject *base = PyType_FromSpec(&Record_spec);
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
