/* The module is the one instance of its type, and keeps what it owns in variables that the type's functions release. */
/* expect: nothing */
/* allow: missing-clear */
#include <Python.h>

static PyObject *listeners;

static int garden_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(listeners);
    return PyModule_Type.tp_traverse(self, visit, arg);
}

static int garden_clear(PyObject *self)
{
    Py_CLEAR(listeners);
    return PyModule_Type.tp_clear(self);
}

static void garden_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(listeners);
    PyModule_Type.tp_dealloc(self);
}

static PyTypeObject Garden_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Garden",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = garden_traverse,
    .tp_clear = garden_clear,
    .tp_dealloc = garden_dealloc,
};

static struct PyModuleDef garden_module = {PyModuleDef_HEAD_INIT, .m_name = "garden", .m_size = -1};

PyMODINIT_FUNC PyInit_garden(void)
{
    Garden_Type.tp_base = &PyModule_Type;
    if (PyType_Ready(&Garden_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&garden_module);
    if (module == NULL)
        return NULL;
    Py_SET_TYPE(module, &Garden_Type);
    listeners = PyList_New(0);
    if (listeners == NULL)
        Py_CLEAR(module);
    return module;
}
