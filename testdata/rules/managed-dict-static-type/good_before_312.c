/* expect: nothing */
/* python: 3.12 */
/* options: --python=3.11 */
#include <Python.h>

/* Python 3.11 knows the bit, but not yet the check. */
typedef struct {
    PyObject_HEAD
} Record;

static int record_traverse(PyObject *op, visitproc visit, void *arg)
{
    return 0;
}

static PyTypeObject Record_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Record",
    .tp_basicsize = sizeof(Record),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_DICT,
    .tp_traverse = record_traverse,
    .tp_new = PyType_GenericNew,
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
