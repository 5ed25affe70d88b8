/* expect: nothing */
#include <Python.h>

/* tuple is a static type: its deallocator leaves the type to the heap type. */
typedef struct {
    PyTupleObject tuple;
} Triple;

static int triple_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    return PyTuple_Type.tp_traverse(op, visit, arg);
}

static void triple_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyTuple_Type.tp_dealloc(op);
    Py_DECREF(type);
}

static PyType_Slot triple_slots[] = {
    {Py_tp_base, &PyTuple_Type},
    {Py_tp_traverse, triple_traverse},
    {Py_tp_dealloc, triple_dealloc},
    {0, NULL},
};

static PyType_Spec Triple_spec = {
    .name = "fixture.Triple",
    .basicsize = sizeof(Triple),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = triple_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *triple = PyType_FromSpec(&Triple_spec);
    if (triple == NULL)
        return -1;
    if (PyModule_AddObject(module, "Triple", triple) < 0) {
        Py_DECREF(triple);
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
