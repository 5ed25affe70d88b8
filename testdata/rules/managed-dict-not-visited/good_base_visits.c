/* python: 3.12 */
/* expect: nothing */
#include <Python.h>
#include <structmember.h>

#if PY_VERSION_HEX < 0x030D0000
#define PyObject_VisitManagedDict _PyObject_VisitManagedDict
#define PyObject_ClearManagedDict _PyObject_ClearManagedDict
#endif

typedef struct {
    PyObject_HEAD
    int id;
} Record;

static int record_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    return PyObject_VisitManagedDict(op, visit, arg);
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
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_BASETYPE,
    .slots = record_slots,
};

typedef struct {
    Record record;
    PyObject *extra;
} Special;

static PyMemberDef special_members[] = {
    {"extra", T_OBJECT_EX, offsetof(Special, extra), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int special_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Special *)op)->extra);
    return record_traverse(op, visit, arg);
}

static int special_clear(PyObject *op)
{
    Py_CLEAR(((Special *)op)->extra);
    return record_clear(op);
}

static PyType_Slot special_slots[] = {
    {Py_tp_traverse, special_traverse},
    {Py_tp_clear, special_clear},
    {Py_tp_members, special_members},
    {0, NULL},
};

static PyType_Spec Special_spec = {
    .name = "fixture.Special",
    .basicsize = sizeof(Special),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_DICT,
    .slots = special_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *record = PyType_FromSpec(&Record_spec);
    if (record == NULL)
        return -1;
    PyObject *special = PyType_FromSpecWithBases(&Special_spec, record);
    int added = special == NULL ? -1 : PyModule_AddObjectRef(module, "Special", special);
    Py_DECREF(record);
    Py_XDECREF(special);
    return added;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
