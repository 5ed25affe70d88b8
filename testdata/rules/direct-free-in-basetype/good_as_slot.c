/* expect: nothing */
/* Nobody can derive from it: PyObject_Del() frees what PyObject_New() made. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int descriptor;
} Source;

static PyTypeObject Source_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Source",
    .tp_basicsize = sizeof(Source),
    .tp_dealloc = (destructor)PyObject_Del,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Source_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Source", (PyObject *)&Source_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
