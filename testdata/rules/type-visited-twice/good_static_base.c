/* expect: nothing */
#include <Python.h>

/* list is a static type, whose functions leave the type of the instance to the heap type. */
typedef struct {
    PyListObject list;
    PyObject *observer;
} ObservedList;

static int observed_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((ObservedList *)op)->observer);
    return PyList_Type.tp_traverse(op, visit, arg);
}

static int observed_clear(PyObject *op)
{
    Py_CLEAR(((ObservedList *)op)->observer);
    return PyList_Type.tp_clear(op);
}

static void observed_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((ObservedList *)op)->observer);
    PyList_Type.tp_dealloc(op);
    Py_DECREF(type);
}

static PyObject *observed_set(PyObject *op, PyObject *value)
{
    Py_XSETREF(((ObservedList *)op)->observer, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef observed_methods[] = {
    {"set", observed_set, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot observed_slots[] = {
    {Py_tp_base, &PyList_Type},
    {Py_tp_traverse, observed_traverse},
    {Py_tp_clear, observed_clear},
    {Py_tp_dealloc, observed_dealloc},
    {Py_tp_methods, observed_methods},
    {0, NULL},
};

static PyType_Spec ObservedList_spec = {
    .name = "fixture.ObservedList",
    .basicsize = sizeof(ObservedList),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = observed_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *observedlist = PyType_FromSpec(&ObservedList_spec);
    if (observedlist == NULL)
        return -1;
    if (PyModule_AddObject(module, "ObservedList", observedlist) < 0) {
        Py_DECREF(observedlist);
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
