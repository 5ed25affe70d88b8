#include <Python.h>

/* Immutable, but it keeps its module alive. */
typedef struct {
    PyObject_HEAD
    double value;
} Number;

static void number_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot number_slots[] = {
    {Py_tp_dealloc, number_dealloc},
    {0, NULL},
};

static PyType_Spec Number_spec = {
    .name = "fixture.Number",
    .basicsize = sizeof(Number),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE, /* expect: heap-type-without-gc note Number_spec */
    .slots = number_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *number = PyType_FromModuleAndSpec(module, &Number_spec, NULL);
    if (number == NULL)
        return -1;
    int result = PyModule_AddType(module, (PyTypeObject *)number);
    Py_DECREF(number);
    return result;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
