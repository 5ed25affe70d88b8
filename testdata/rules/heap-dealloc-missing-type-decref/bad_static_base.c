#include <Python.h>

/* The tp_dealloc of list does not release the type of the instance. */
typedef struct {
    PyListObject list;
    Py_ssize_t hits;
} Counted;

static void counted_dealloc(PyObject *op) /* expect: heap-dealloc-missing-type-decref warning Counted_spec */
{
    PyList_Type.tp_dealloc(op);
}

static PyType_Slot counted_slots[] = {
    {Py_tp_base, &PyList_Type},
    {Py_tp_dealloc, counted_dealloc},
    {0, NULL},
};

static PyType_Spec Counted_spec = {
    .name = "fixture.Counted",
    .basicsize = sizeof(Counted),
    .flags = Py_TPFLAGS_DEFAULT,
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
