/* expect: nothing */
#include <Python.h>

#include <stdlib.h>

typedef struct {
    PyObject_HEAD
    double x, y;
} Point;

static PyObject *point_alloc(PyTypeObject *type, Py_ssize_t count)
{
    PyObject *self = calloc(1, (size_t)type->tp_basicsize);
    return self ? PyObject_Init(self, type) : PyErr_NoMemory();
}

static void point_dealloc(PyObject *op)
{
    free(op);
}

static PyTypeObject Point_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Point",
    .tp_basicsize = sizeof(Point),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = point_dealloc,
    .tp_alloc = point_alloc,
    .tp_free = free,
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
