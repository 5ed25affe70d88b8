/* The helper is given the buffer of the instance by a method, so the instance owns it. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    Py_buffer view;
} Reader;

static inline void release_buffer(PyObject *owner, Py_buffer *buffer)
{
    (void)owner;
    PyBuffer_Release(buffer);
}

static void reader_dealloc(PyObject *op) /* expect: dealloc-missing-field-release Reader_Type view.obj */
{
    Py_TYPE(op)->tp_free(op);
}

static PyObject *reader_close(PyObject *op, PyObject *ignored)
{
    (void)ignored;
    release_buffer(op, &((Reader *)op)->view);
    Py_RETURN_NONE;
}

static PyObject *reader_open(PyObject *op, PyObject *source)
{
    release_buffer(op, &((Reader *)op)->view);
    if (PyObject_GetBuffer(source, &((Reader *)op)->view, PyBUF_SIMPLE) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef reader_methods[] = {
    {"open", reader_open, METH_O, NULL},
    {"close", reader_close, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* expect@+1: container-without-gc note Reader_Type */
static PyTypeObject Reader_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = reader_dealloc,
    .tp_methods = reader_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Reader_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
