/* expect: nothing */
#include <Python.h>

/* Everything of the protocol is inherited from dict. */
typedef struct {
    PyDictObject dict;
    Py_ssize_t hits;
} Counted;

static PyObject *counted_hit(PyObject *op, PyObject *ignored)
{
    return PyLong_FromSsize_t(++((Counted *)op)->hits);
}

static PyMethodDef counted_methods[] = {{"hit", counted_hit, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyType_Slot counted_slots[] = {
    {Py_tp_base, &PyDict_Type},
    {Py_tp_methods, counted_methods},
    {0, NULL},
};

static PyType_Spec Counted_spec = {
    .name = "fixture.Counted",
    .basicsize = sizeof(Counted),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = counted_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *counted = PyType_FromSpec(&Counted_spec);
    if (counted == NULL)
        return -1;
    if (PyModule_AddObject(module, "Counted", counted) < 0) {
        Py_DECREF(counted);
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
