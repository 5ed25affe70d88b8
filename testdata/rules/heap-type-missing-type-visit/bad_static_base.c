#include <Python.h>

/* list is a static type: its traverse does not visit the type of its instances. */
typedef struct {
    PyListObject list;
    Py_ssize_t hits;
} Counted;

static int counted_traverse(PyObject *op, visitproc visit, void *arg) /* expect: heap-type-missing-type-visit warning Counted_spec */
{
    return PyList_Type.tp_traverse(op, visit, arg);
}

static int counted_clear(PyObject *op)
{
    return PyList_Type.tp_clear(op);
}

static PyType_Slot counted_slots[] = {
    {Py_tp_base, &PyList_Type},
    {Py_tp_traverse, counted_traverse},
    {Py_tp_clear, counted_clear},
    {0, NULL},
};

static PyType_Spec Counted_spec = {
    .name = "fixture.Counted",
    .basicsize = sizeof(Counted),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = counted_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *counted = PyType_FromSpec(&Counted_spec);
    if (counted == NULL)
        return -1;
    if (PyModule_AddObject(module, "Counted", counted) < 0) {
        Py_DECREF(counted);
        return -1;
    }
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
