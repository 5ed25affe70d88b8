#include <Python.h>

/* Looks after its own errors, but not after the exception that was there before. */
typedef struct {
    PyObject_HEAD
    int descriptor;
} File;

static int flush(int descriptor)
{
    return descriptor < 0 ? -1 : 0;
}

static void file_finalize(PyObject *op)
{
    File *self = (File *)op;
    if (flush(self->descriptor) < 0)
        PyErr_SetString(PyExc_OSError, "flush"); /* expect: finalize-clobbers-exception note File_Type */
}

static void file_dealloc(PyObject *op)
{
    if (PyObject_CallFinalizerFromDealloc(op) < 0)
        return;
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject File_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.File",
    .tp_basicsize = sizeof(File),
    .tp_dealloc = file_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_finalize = file_finalize,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&File_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&File_Type);
    if (PyModule_AddObject(result, "File", (PyObject *)&File_Type) < 0) {
        Py_DECREF(&File_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
