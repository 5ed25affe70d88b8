/* expect: nothing */
#include <Python.h>

#include <unistd.h>

typedef struct {
    PyObject_HEAD
    int descriptor;
} Session;

static void session_finalize(PyObject *op)
{
    Session *self = (Session *)op;
    if (self->descriptor >= 0) {
        close(self->descriptor);
        self->descriptor = -1;
    }
}

static void session_dealloc(PyObject *op)
{
    if (((Session *)op)->descriptor >= 0)
        close(((Session *)op)->descriptor);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Session_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Session",
    .tp_basicsize = sizeof(Session),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_finalize = session_finalize,
    .tp_dealloc = session_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Session_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Session", (PyObject *)&Session_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
