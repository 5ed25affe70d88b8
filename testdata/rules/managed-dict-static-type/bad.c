/* python: 3.12 */
#include <Python.h>

/* example */
#if PY_VERSION_HEX < 0x030D0000
#define PyObject_VisitManagedDict _PyObject_VisitManagedDict
#define PyObject_ClearManagedDict _PyObject_ClearManagedDict
#endif

typedef struct {
    PyObject_HEAD
    int id;
} Record;

static int record_traverse(PyObject *op, visitproc visit, void *arg)
{
    return PyObject_VisitManagedDict(op, visit, arg);
}

static int record_clear(PyObject *op)
{
    PyObject_ClearManagedDict(op);
    return 0;
}

static void record_dealloc(PyObject *op);

static PyTypeObject Record_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Record",
    .tp_basicsize = sizeof(Record),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_DICT,
    /* expect@-1: managed-dict-static-type error Record_Type */
    .tp_traverse = record_traverse,
    .tp_clear = record_clear,
    .tp_dealloc = record_dealloc,
    .tp_new = PyType_GenericNew,
};
/* end example */

static void record_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    record_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Record_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Record", (PyObject *)&Record_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
