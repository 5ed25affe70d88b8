/* expect: nothing */
#include <Python.h>

/* PyEval_SetTrace() reports what fails in it itself, and leaves the current exception as it was. */
typedef struct {
    PyObject_HEAD
    int is_started;
    long lines;
} Tracer;

static void tracer_dealloc(PyObject *op)
{
    if (((Tracer *)op)->is_started) {
        PyEval_SetTrace(NULL, NULL);
        PyEval_SetProfile(NULL, NULL);
    }
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Tracer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Tracer",
    .tp_basicsize = sizeof(Tracer),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = tracer_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddType(result, &Tracer_Type) < 0)
        Py_CLEAR(result);
    return result;
}
