/* expect: nothing */
/* allow: heap-type-without-gc */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    double x, y;
} Point;

static void point_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_Free(op);
    Py_DECREF(type);
}

static PyType_Slot point_slots[] = {
    {Py_tp_dealloc, point_dealloc},
    {0, NULL},
};

static PyType_Spec Point_spec = {
    .name = "fixture.Point",
    .basicsize = sizeof(Point),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_IMMUTABLETYPE |
             Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = point_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *point = PyType_FromSpec(&Point_spec);
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
