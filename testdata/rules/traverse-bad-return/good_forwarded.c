/* expect: nothing */
/* What tp_traverse only hands its arguments to is looked at as if it stood in the slot. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *stream;
} File;

static int file_visit(PyObject *op, visitproc visit, void *arg)
{
    File *self = (File *)op;
    if (self->stream != NULL && visit(self->stream, arg) != 0)
        return 1;
    return 0;
}

static int file_traverse(PyObject *op, visitproc visit, void *arg)
{
    return file_visit(op, visit, arg);
}

static int file_clear(PyObject *op)
{
    Py_CLEAR(((File *)op)->stream);
    return 0;
}

static void file_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    file_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *file_set(PyObject *op, PyObject *value)
{
    File *self = (File *)op;
    Py_XSETREF(self->stream, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef file_methods[] = {{"set", file_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject File_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.File",
    .tp_basicsize = sizeof(File),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = file_traverse,
    .tp_clear = file_clear,
    .tp_dealloc = file_dealloc,
    .tp_methods = file_methods,
    .tp_new = PyType_GenericNew,
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
