/* python: 3.12 */
/* allow: heap-type-without-gc, nongc-default-dealloc-offsets */
#include <Python.h>

/* example */
typedef struct {
    PyObject_HEAD
    int id;
} Record;

static PyType_Slot record_slots[] = {
    {Py_tp_doc, "a record"},
    {0, NULL},
};

static PyType_Spec Record_spec = {
    .name = "fixture.Record",
    .basicsize = sizeof(Record),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_MANAGED_WEAKREF, /* expect: managed-flag-without-gc error Record_spec */
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
