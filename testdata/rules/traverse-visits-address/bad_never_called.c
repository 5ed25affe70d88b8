#include <Python.h>

/* Nothing calls the function as long as the type has no GC and no subclass. */
typedef struct {
    PyObject_HEAD
    Py_buffer view;
    PyObject *callback;
} Window;

static int window_traverse(PyObject *op, visitproc visit, void *arg)
{
    Window *self = (Window *)op;
    Py_VISIT(&self->view.obj); /* expect: traverse-visits-address warning Window_Type */
    Py_VISIT(self->callback);
    return 0;
}

static int window_clear(PyObject *op)
{
    Py_CLEAR(((Window *)op)->callback);
    PyBuffer_Release(&((Window *)op)->view);
    return 0;
}

static void window_dealloc(PyObject *op)
{
    window_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *window_open(PyObject *op, PyObject *exporter)
{
    Window *self = (Window *)op;
    PyBuffer_Release(&self->view);
    if (PyObject_GetBuffer(exporter, &self->view, PyBUF_SIMPLE) < 0)
        return NULL;
    Py_XSETREF(self->callback, Py_NewRef(exporter));
    Py_RETURN_NONE;
}

static PyMethodDef window_methods[] = {
    {"open", window_open, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

/* allow: gc-slots-without-gc-flag */
static PyTypeObject Window_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Window",
    .tp_basicsize = sizeof(Window),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_traverse = window_traverse,
    .tp_clear = window_clear,
    .tp_dealloc = window_dealloc,
    .tp_methods = window_methods,
    .tp_new = PyType_GenericNew,
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
