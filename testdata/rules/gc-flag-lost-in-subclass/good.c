/* expect: nothing */
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

static int observed_clear(PyObject *op)
{
    Py_CLEAR(((ObservedList *)op)->observer);
    return PyList_Type.tp_clear(op);
}

static void observed_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((ObservedList *)op)->observer);
    PyList_Type.tp_dealloc(op);
}

static PyTypeObject ObservedList_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.ObservedList",
    .tp_basicsize = sizeof(ObservedList),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &PyList_Type,
    .tp_traverse = observed_traverse,
    .tp_clear = observed_clear,
    .tp_dealloc = observed_dealloc,
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
