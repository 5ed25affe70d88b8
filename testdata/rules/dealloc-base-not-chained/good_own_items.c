/* The instance is a tuple and nothing more; its deallocator releases the items itself. */
/* expect: nothing */
#include <Python.h>

static void pair_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++)
        Py_XDECREF(PyTuple_GET_ITEM(self, i));
    Py_TYPE(self)->tp_free(self);
}

static PyTypeObject Pair_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pair",
    .tp_basicsize = sizeof(PyTupleObject),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = pair_dealloc,
};

static struct PyModuleDef pair_module = {PyModuleDef_HEAD_INIT, .m_name = "pair", .m_size = -1};

PyMODINIT_FUNC PyInit_pair(void)
{
    Pair_Type.tp_base = &PyTuple_Type;
    if (PyType_Ready(&Pair_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&pair_module);
    if (module != NULL && PyModule_AddObjectRef(module, "Pair", (PyObject *)&Pair_Type) < 0)
        Py_CLEAR(module);
    return module;
}
