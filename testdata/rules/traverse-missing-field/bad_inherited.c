#include <Python.h>

/* A list with a field of its own inherits the traverse of list, which does not know the field. */
typedef struct {
    PyListObject list;
    PyObject *validator;
} CheckedList;

static void checked_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((CheckedList *)op)->validator);
    PyList_Type.tp_dealloc(op);
}

static PyObject *checked_set(PyObject *op, PyObject *validator)
{
    Py_XSETREF(((CheckedList *)op)->validator, Py_NewRef(validator));
    Py_RETURN_NONE;
}

static PyMethodDef checked_methods[] = {{"set_validator", checked_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject CheckedList_Type = { /* expect: traverse-missing-field warning CheckedList_Type validator */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.CheckedList",
    .tp_basicsize = sizeof(CheckedList),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &PyList_Type,
    .tp_dealloc = checked_dealloc,
    .tp_methods = checked_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&CheckedList_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&CheckedList_Type);
    if (PyModule_AddObject(result, "CheckedList", (PyObject *)&CheckedList_Type) < 0) {
        Py_DECREF(&CheckedList_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
