/* The function that frees is itself the deallocator. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int level;
} Gauge;

static int gauge_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static PyType_Slot gauge_slots[] = {
    {Py_tp_traverse, gauge_traverse},
    {Py_tp_dealloc, PyObject_GC_Del}, /* expect: heap-dealloc-missing-type-decref warning Gauge_spec */
    {0, NULL},
};

static PyType_Spec Gauge_spec = {
    .name = "fixture.Gauge",
    .basicsize = sizeof(Gauge),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = gauge_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *gauge = PyType_FromSpec(&Gauge_spec);
    if (gauge == NULL)
        return -1;
    if (PyModule_AddObject(module, "Gauge", gauge) < 0) {
        Py_DECREF(gauge);
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
