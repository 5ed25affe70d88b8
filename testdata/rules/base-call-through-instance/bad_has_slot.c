#include <Python.h>

typedef struct {
    PyBaseExceptionObject base;
    PyObject *payload;
} FixtureError;

static int error_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((FixtureError *)self)->payload);
    return Py_TYPE(self)->tp_base->tp_traverse(self, visit, arg); /* expect: base-call-through-instance error FixtureError_Type */
}

static int error_clear(PyObject *self)
{
    Py_CLEAR(((FixtureError *)self)->payload);
    if (Py_TYPE(self)->tp_base->tp_clear)
        return Py_TYPE(self)->tp_base->tp_clear(self); /* expect: base-call-through-instance error FixtureError_Type */
    return 0;
}

static void error_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(((FixtureError *)self)->payload);
    PyObject_GC_Track(self);
    Py_TYPE(self)->tp_base->tp_dealloc(self); /* expect: base-call-through-instance error FixtureError_Type */
}

static int error_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    PyObject *payload = NULL;
    if (!PyArg_ParseTuple(args, "O", &payload))
        return -1;
    Py_XSETREF(((FixtureError *)self)->payload, Py_NewRef(payload));
    return 0;
}

static PyTypeObject FixtureError_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.FixtureError",
    .tp_basicsize = sizeof(FixtureError),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = error_traverse,
    .tp_clear = error_clear,
    .tp_dealloc = error_dealloc,
    .tp_init = error_init,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    FixtureError_Type.tp_base = (PyTypeObject *)PyExc_Exception;
    if (PyType_Ready(&FixtureError_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "FixtureError", (PyObject *)&FixtureError_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
