/* expect: nothing */
#include <Python.h>

/* A local says what the type needs. */
typedef struct {
    PyObject_HEAD
    void *handle;
} Handle;

static PyObject *handle_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    int is_collected = PyType_HasFeature(type, Py_TPFLAGS_HAVE_GC);
    Handle *self;
    if (!is_collected)
        self = PyObject_New(Handle, type);
    else
        self = (Handle *)PyType_GenericAlloc(type, 0);
    if (self != NULL)
        self->handle = NULL;
    return (PyObject *)self;
}

static PyTypeObject Handle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handle",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = handle_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handle_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Handle", (PyObject *)&Handle_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
