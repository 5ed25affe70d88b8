#include <Python.h>

/* example */
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
    .flags = Py_TPFLAGS_DEFAULT, /* expect: heap-type-without-gc warning Number_spec */
    .slots = number_slots,
};
/* end example */

static int fixture_exec(PyObject *module)
{
    PyObject *number = PyType_FromSpec(&Number_spec);
    if (number == NULL)
        return -1;
    if (PyModule_AddObject(module, "Number", number) < 0) {
        Py_DECREF(number);
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
