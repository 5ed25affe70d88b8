/* expect: nothing */
#include <Python.h>

/* The base brings everything. */
typedef struct {
    PyBaseExceptionObject exception;
    Py_ssize_t position;
} ParseError;

static PyType_Slot error_slots[] = {
    {Py_tp_doc, (void *)"Where parsing failed."},
    {0, NULL},
};

static PyType_Spec ParseError_spec = {
    .name = "fixture.ParseError",
    .basicsize = sizeof(ParseError),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = error_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *error = PyType_FromSpecWithBases(&ParseError_spec, PyExc_Exception);
    if (error == NULL)
        return -1;
    int result = PyModule_AddType(module, (PyTypeObject *)error);
    Py_DECREF(error);
    return result;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
