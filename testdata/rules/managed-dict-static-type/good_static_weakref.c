/* python: 3.12 */
/* expect: nothing */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Record;

static PyMemberDef record_members[] = {
    {"value", T_OBJECT_EX, offsetof(Record, value), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int record_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Record *)op)->value);
    return 0;
}

static int record_clear(PyObject *op)
{
    Py_CLEAR(((Record *)op)->value);
    return 0;
}

static void record_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    PyObject_ClearWeakRefs(op);
    record_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Record_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Record",
    .tp_basicsize = sizeof(Record),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_WEAKREF,
    .tp_traverse = record_traverse,
    .tp_clear = record_clear,
    .tp_dealloc = record_dealloc,
    .tp_members = record_members,
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
    if (PyModule_AddObjectRef(result, "Record", (PyObject *)&Record_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
