#include <Python.h>

/* The base comes from another module: it may be one that untracks without a test. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Handler;

static PyTypeObject *base;

static void handler_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    base->tp_dealloc(op); /* expect: dealloc-chain-untracked note Handler_spec */
    Py_DECREF(type);
}

static PyType_Slot handler_slots[] = {{Py_tp_dealloc, handler_dealloc}, {0, NULL}};

static PyType_Spec Handler_spec = {
    .name = "fixture.Handler",
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = handler_slots,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *other = PyImport_ImportModule("elsewhere");
    if (other == NULL)
        return NULL;
    base = (PyTypeObject *)PyObject_GetAttrString(other, "Base");
    Py_DECREF(other);
    if (base == NULL)
        return NULL;
    PyObject *type = PyType_FromSpecWithBases(&Handler_spec, (PyObject *)base);
    if (type == NULL)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Handler", type) < 0)
        Py_CLEAR(result);
    Py_DECREF(type);
    return result;
}
