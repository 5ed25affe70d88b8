#include "../witness.h"

typedef struct {
    PyObject_HEAD
    Py_ssize_t hits;
} Counter;

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef witness_module = {PyModuleDef_HEAD_INIT, .m_name = "witness", .m_size = -1};

PyMODINIT_FUNC PyInit_witness(void)
{
    if (PyType_Ready(&Counter_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&witness_module);
    if (module == NULL)
        return NULL;
    if (witness_add(module, "Counter", (PyObject *)&Counter_Type) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
