/* expect: nothing */
#include <Python.h>

/* tuple has no tp_clear. */
typedef struct {
    PyTupleObject tuple;
} Record;

static int record_traverse(PyObject *op, visitproc visit, void *arg)
{
    return PyTuple_Type.tp_traverse(op, visit, arg);
}

static int record_clear(PyObject *op)
{
    return 0;
}

static PyTypeObject Record_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Record",
    .tp_basicsize = sizeof(Record),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &PyTuple_Type,
    .tp_itemsize = sizeof(PyObject *),
    .tp_traverse = record_traverse,
    .tp_clear = record_clear,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Record_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Record_Type);
    if (PyModule_AddObject(result, "Record", (PyObject *)&Record_Type) < 0) {
        Py_DECREF(&Record_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
