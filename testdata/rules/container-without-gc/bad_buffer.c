#include <Python.h>

/* Nothing but a buffer, whose exporter can hardly be part of a cycle. */
typedef struct {
    PyObject_HEAD
    Py_buffer view;
} Window;

static void window_dealloc(PyObject *op)
{
    PyBuffer_Release(&((Window *)op)->view);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *window_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *exporter;
    if (!PyArg_ParseTuple(args, "O", &exporter))
        return NULL;
    Window *self = (Window *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    if (PyObject_GetBuffer(exporter, &self->view, PyBUF_SIMPLE) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyTypeObject Window_Type = { /* expect: container-without-gc note Window_Type view.obj */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Window",
    .tp_basicsize = sizeof(Window),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = window_dealloc,
    .tp_new = window_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Window_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Window_Type);
    if (PyModule_AddObject(result, "Window", (PyObject *)&Window_Type) < 0) {
        Py_DECREF(&Window_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
