/* expect: nothing */
/* A helper that releases any buffer says nothing of the one that describes the instance's own memory. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    Py_buffer layout;
} View;

static inline void release_buffer(PyObject *owner, Py_buffer *buffer)
{
    (void)owner;
    PyBuffer_Release(buffer);
}

static void view_dealloc(PyObject *op)
{
    PyMem_Free(((View *)op)->layout.shape);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *view_assign(PyObject *op, PyObject *source)
{
    Py_buffer *layout = &((View *)op)->layout;
    Py_buffer buffer;
    if (PyObject_GetBuffer(source, &buffer, PyBUF_FULL_RO) < 0)
        return NULL;
    Py_ssize_t length = buffer.len < layout->len ? buffer.len : layout->len;
    memcpy(layout->buf, buffer.buf, (size_t)length);
    release_buffer(source, &buffer);
    Py_RETURN_NONE;
}

static PyMethodDef view_methods[] = {
    {"assign", view_assign, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject View_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.View",
    .tp_basicsize = sizeof(View),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = view_dealloc,
    .tp_methods = view_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&View_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
