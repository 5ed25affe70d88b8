#include "../witness.h"

typedef struct {
    PyBaseExceptionObject base;
    PyObject *payload;
} Witness;

static int witness_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Witness *)self)->payload);
    return ((PyTypeObject *)PyExc_Exception)->tp_traverse(self, visit, arg);
}

static int witness_clear(PyObject *self)
{
    Py_CLEAR(((Witness *)self)->payload);
    return ((PyTypeObject *)PyExc_Exception)->tp_clear(self);
}

static void witness_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(((Witness *)self)->payload);
    PyObject_GC_Track(self);
    ((PyTypeObject *)PyExc_Exception)->tp_dealloc(self);
}

static PyTypeObject Witness_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Error",
    .tp_basicsize = sizeof(Witness),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = witness_traverse,
    .tp_clear = witness_clear,
    .tp_dealloc = witness_dealloc,
};

static struct PyModuleDef witness_module = {PyModuleDef_HEAD_INIT, .m_name = "witness", .m_size = -1};

PyMODINIT_FUNC PyInit_witness(void)
{
    Witness_Type.tp_base = (PyTypeObject *)PyExc_Exception;
    if (PyType_Ready(&Witness_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&witness_module);
    Py_INCREF(&Witness_Type);
    if (module != NULL && PyModule_AddObject(module, "Error", (PyObject *)&Witness_Type) < 0)
        Py_CLEAR(module);
    return module;
}
