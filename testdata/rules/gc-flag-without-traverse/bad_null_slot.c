#include <Python.h>

typedef struct {
    PyObject_HEAD
} Marker;

static void marker_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot marker_slots[] = {
    {Py_tp_traverse, NULL},
    {Py_tp_dealloc, marker_dealloc},
    {0, NULL},
};

static PyType_Spec Marker_spec = { /* expect: heap-type-missing-type-visit note Marker_spec */
    .name = "fixture.Marker",
    .basicsize = sizeof(Marker),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, /* expect: gc-flag-without-traverse error Marker_spec */
    .slots = marker_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *marker = PyType_FromSpec(&Marker_spec);
    if (marker == NULL)
        return -1;
    if (PyModule_AddObject(module, "Marker", marker) < 0) {
        Py_DECREF(marker);
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
