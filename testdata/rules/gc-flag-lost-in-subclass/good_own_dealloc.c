/* expect: nothing */
#include <Python.h>

/* Wrong otherwise, but nothing here touches the missing header. */
/* allow: missing-clear, dealloc-base-not-chained, direct-free-in-basetype */
typedef struct {
    PyListObject list;
} Plain;

static int plain_traverse(PyObject *op, visitproc visit, void *arg)
{
    return 0;
}

static void plain_dealloc(PyObject *op)
{
    PyObject_Free(op);
}

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &PyList_Type,
    .tp_traverse = plain_traverse,
    .tp_dealloc = plain_dealloc,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Plain_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Plain_Type);
    if (PyModule_AddObject(result, "Plain", (PyObject *)&Plain_Type) < 0) {
        Py_DECREF(&Plain_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
