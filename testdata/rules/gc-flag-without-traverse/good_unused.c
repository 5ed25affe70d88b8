/* expect: nothing */
/* Left over: values are still compared with the type, but nothing makes it ready or makes an instance. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *content;
} Legacy;

static PyTypeObject Legacy_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Legacy",
    .tp_basicsize = sizeof(Legacy),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
};

static PyObject *is_legacy(PyObject *Py_UNUSED(module), PyObject *op)
{
    return PyBool_FromLong(Py_IS_TYPE(op, &Legacy_Type) || PyObject_TypeCheck(op, &Legacy_Type));
}

static PyMethodDef methods[] = {
    {"is_legacy", is_legacy, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_methods = methods, .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModule_Create(&module);
}
