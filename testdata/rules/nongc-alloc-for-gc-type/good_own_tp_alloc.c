/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    double x, y;
} Point;

/* Python subclasses get PyType_GenericAlloc() instead. */
static PyObject *point_alloc(PyTypeObject *type, Py_ssize_t count)
{
    PyObject *self = PyObject_Calloc(1, sizeof(Point));
    if (self == NULL)
        return PyErr_NoMemory();
    return PyObject_Init(self, type);
}

static PyTypeObject Point_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Point",
    .tp_basicsize = sizeof(Point),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_alloc = point_alloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Point_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Point", (PyObject *)&Point_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
