/* expect: nothing */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyOSErrorObject error;
    PyObject *details;
} NetworkError;

static PyMemberDef networkerror_members[] = {
    {"details", T_OBJECT_EX, offsetof(NetworkError, details), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int networkerror_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((NetworkError *)op)->details);
    return ((PyTypeObject *)PyExc_OSError)->tp_traverse(op, visit, arg);
}

static int networkerror_clear(PyObject *op)
{
    Py_CLEAR(((NetworkError *)op)->details);
    return ((PyTypeObject *)PyExc_OSError)->tp_clear(op);
}

static void networkerror_dealloc(PyObject *op)
{
    PyTypeObject *base = (PyTypeObject *)PyExc_OSError;
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((NetworkError *)op)->details);
    if (PyType_IS_GC(base))
        PyObject_GC_Track(op);
    base->tp_dealloc(op);
}

static PyTypeObject NetworkError_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.NetworkError",
    .tp_basicsize = sizeof(NetworkError),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = networkerror_traverse,
    .tp_clear = networkerror_clear,
    .tp_dealloc = networkerror_dealloc,
    .tp_members = networkerror_members,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    NetworkError_Type.tp_base = (PyTypeObject *)PyExc_OSError;
    if (PyType_Ready(&NetworkError_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "NetworkError", (PyObject *)&NetworkError_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
