#include <Python.h>

/* No header declares the struct of a property, so who derives from it repeats the members. They are the base's; what comes after
 * them is not. */
typedef struct {
    PyObject_HEAD
    PyObject *prop_get;
    PyObject *prop_set;
    PyObject *prop_del;
    PyObject *prop_doc;
    int getter_doc;
#if PY_VERSION_HEX >= 0x030a0000
    PyObject *prop_name;
#endif
    PyObject *owner;
} Lookalike;

static int lookalike_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    Lookalike *self = (Lookalike *)op;
    PyObject *get, *owner;
    if (!PyArg_ParseTuple(args, "OO", &get, &owner))
        return -1;
    Py_INCREF(get);
    Py_XSETREF(self->prop_get, get);
    Py_INCREF(owner);
    Py_XSETREF(self->owner, owner);
    return 0;
}

static PyTypeObject Lookalike_Type = { /* expect: traverse-missing-field warning Lookalike_Type owner */ /* expect: dealloc-missing-field-release warning Lookalike_Type owner */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Lookalike",
    .tp_basicsize = sizeof(Lookalike),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_init = lookalike_init,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    Lookalike_Type.tp_base = &PyProperty_Type;
    if (PyType_Ready(&Lookalike_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
