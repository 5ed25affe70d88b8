/* expect: nothing */
#include <Python.h>

/* What is changed here, nobody has copied. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t hits;
} Counter;

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Counter_Type) < 0)
        return NULL;
    Counter_Type.tp_new = NULL;
    Counter_Type.tp_doc = "Counts.";
    Counter_Type.tp_flags &= ~Py_TPFLAGS_BASETYPE;
    if (PyDict_SetItemString(Counter_Type.tp_dict, "kind", Py_None) < 0)
        return NULL;
    return PyModule_Create(&module);
}
