/* expect: nothing */
#include <Python.h>

static int point_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    return PyTuple_Type.tp_traverse(op, visit, arg);
}

/* Nothing is released before tuple's own deallocator untracks the instance. */
static void point_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyTuple_Type.tp_dealloc(op);
    Py_DECREF(type);
}

static PyType_Slot point_slots[] = {
    {Py_tp_traverse, point_traverse},
    {Py_tp_dealloc, point_dealloc},
    {0, NULL},
};

static PyType_Spec Point_spec = {
    .name = "fixture.Point",
    .basicsize = 0,
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = point_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *point = PyType_FromSpecWithBases(&Point_spec, (PyObject *)&PyTuple_Type);
    if (point == NULL)
        return -1;
    int point_added = PyModule_AddObjectRef(module, "Point", point);
    Py_DECREF(point);
    if (point_added < 0)
        return -1;
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
