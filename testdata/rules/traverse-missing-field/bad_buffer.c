#include <Python.h>

/* A Py_buffer holds a reference to the object that exports it. */
typedef struct {
    PyObject_HEAD
    Py_buffer view;
    PyObject *name;
} Window;

static int window_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field note Window_Type view.obj */
{
    Py_VISIT(((Window *)op)->name);
    return 0;
}

static int window_clear(PyObject *op)
{
    Py_CLEAR(((Window *)op)->name);
    PyBuffer_Release(&((Window *)op)->view);
    return 0;
}

static void window_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    window_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *window_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *exporter, *name;
    if (!PyArg_ParseTuple(args, "OO", &exporter, &name))
        return NULL;
    Window *self = (Window *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    if (PyObject_GetBuffer(exporter, &self->view, PyBUF_SIMPLE) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    self->name = Py_NewRef(name);
    return (PyObject *)self;
}

static PyTypeObject Window_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Window",
    .tp_basicsize = sizeof(Window),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = window_traverse,
    .tp_clear = window_clear,
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
