/* expect: nothing */
#include <Python.h>

/* The module is an object of a type of its own, whose struct begins as every object's does. */
typedef struct {
    PyObject_HEAD
    PyObject *error;
} FixtureModule;

static PyObject *fixture_create(PyObject *spec, PyModuleDef *definition);

static int fixture_traverse(PyObject *module, visitproc visit, void *arg)
{
    Py_VISIT(((FixtureModule *)module)->error);
    Py_VISIT(Py_TYPE(module));
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_create, fixture_create}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_slots = fixture_slots,
    .m_traverse = fixture_traverse,
};

PyObject *fixture_create(PyObject *spec, PyModuleDef *definition)
{
    return PyObject_GetAttrString(spec, "loader_state");
}

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
