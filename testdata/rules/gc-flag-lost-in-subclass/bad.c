#include <Python.h>

/* example */
typedef struct {
    PyListObject list;
    PyObject *observer;
} ObservedList;

static int observed_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((ObservedList *)op)->observer);
    return PyList_Type.tp_traverse(op, visit, arg);
}

static PyTypeObject ObservedList_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.ObservedList",
    .tp_basicsize = sizeof(ObservedList),
    .tp_flags = Py_TPFLAGS_DEFAULT, /* expect: gc-flag-lost-in-subclass error ObservedList_Type */
    .tp_base = &PyList_Type,
    .tp_traverse = observed_traverse,
};
/* end example */

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&ObservedList_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&ObservedList_Type);
    if (PyModule_AddObject(result, "ObservedList", (PyObject *)&ObservedList_Type) < 0) {
        Py_DECREF(&ObservedList_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
