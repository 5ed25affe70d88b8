/* expect: nothing */
/* options: --python=3.14-3.15 */
#include <Python.h>

/* Only for instances of the type itself: subtype_dealloc() has already finalized those of a subclass. */
typedef struct {
    PyObject_HEAD
    int descriptor;
} File;

static PyTypeObject File_Type;

static void file_finalize(PyObject *op)
{
    ((File *)op)->descriptor = -1;
}

static void file_dealloc(PyObject *op)
{
    if (Py_TYPE(op) == &File_Type && PyObject_CallFinalizerFromDealloc(op) < 0)
        return;
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject File_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.File",
    .tp_basicsize = sizeof(File),
    .tp_dealloc = file_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
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
