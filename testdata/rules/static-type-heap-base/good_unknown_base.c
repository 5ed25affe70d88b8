/* expect: nothing */
#include <Python.h>

/* The base is found at run time: it may be a static type. */
typedef struct {
    PyObject_HEAD
} Plain;

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Derived",
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *other = PyImport_ImportModule("elsewhere");
    if (other == NULL)
        return NULL;
    PyObject *base = PyObject_GetAttrString(other, "Base");
    Py_DECREF(other);
    if (base == NULL)
        return NULL;
    Derived_Type.tp_base = (PyTypeObject *)base;
    if (PyType_Ready(&Derived_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
