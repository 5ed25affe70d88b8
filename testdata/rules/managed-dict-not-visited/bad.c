/* python: 3.12 */
#include <Python.h>

/* example */
#if PY_VERSION_HEX < 0x030D0000
#define PyObject_VisitManagedDict _PyObject_VisitManagedDict
#define PyObject_ClearManagedDict _PyObject_ClearManagedDict
#endif

typedef struct {
    PyObject_HEAD
    int id;
} Record;

static int record_traverse(PyObject *op, visitproc visit, void *arg)
/* expect@-1: managed-dict-not-visited warning Record_spec */
{
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static int record_clear(PyObject *op)
{
    PyObject_ClearManagedDict(op);
    return 0;
}

static PyType_Slot record_slots[] = {
    {Py_tp_traverse, record_traverse},
    {Py_tp_clear, record_clear},
    {0, NULL},
};

static PyType_Spec Record_spec = {
    .name = "fixture.Record",
    .basicsize = sizeof(Record),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_DICT,
    .slots = record_slots,
};
/* end example */

static int fixture_exec(PyObject *module)
{
    PyObject *record = PyType_FromSpec(&Record_spec);
    if (record == NULL)
        return -1;
    int record_added = PyModule_AddObjectRef(module, "Record", record);
    Py_DECREF(record);
    if (record_added < 0)
        return -1;
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
