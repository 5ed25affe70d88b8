#include <Python.h>

/* list has a tp_clear, but a type with a traverse of its own does not inherit it. */
typedef struct {
    PyListObject list;
    Py_ssize_t hits;
} Counted;

static int counted_traverse(PyObject *op, visitproc visit, void *arg)
{
    return PyList_Type.tp_traverse(op, visit, arg);
}

static PyTypeObject Counted_Type = { /* expect: missing-clear warning Counted_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counted",
    .tp_basicsize = sizeof(Counted),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &PyList_Type,
    .tp_traverse = counted_traverse,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Counted_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Counted_Type);
    if (PyModule_AddObject(result, "Counted", (PyObject *)&Counted_Type) < 0) {
        Py_DECREF(&Counted_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
