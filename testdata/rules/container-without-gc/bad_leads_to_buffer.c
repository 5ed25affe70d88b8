/* A slice leads to nothing but its window, and that to the exporter of a buffer: what is worth a note is told of the window. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    Py_buffer view;
} Window;

typedef struct {
    PyObject_HEAD
    PyObject *parent;
    Py_ssize_t start;
} Slice;

static PyTypeObject Slice_Type;

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

static PyObject *window_item(Window *self, Py_ssize_t index)
{
    Slice *slice = PyObject_New(Slice, &Slice_Type);
    if (slice == NULL)
        return NULL;
    slice->parent = Py_NewRef((PyObject *)self);
    slice->start = index;
    return (PyObject *)slice;
}

static void slice_dealloc(PyObject *op)
{
    Py_DECREF(((Slice *)op)->parent);
    PyObject_Free(op);
}

static PySequenceMethods window_sequence = {
    .sq_item = (ssizeargfunc)window_item,
};

static PyTypeObject Window_Type = { /* expect: container-without-gc note Window_Type view.obj */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Window",
    .tp_basicsize = sizeof(Window),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = window_dealloc,
    .tp_as_sequence = &window_sequence,
    .tp_new = window_new,
};

static PyTypeObject Slice_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Slice",
    .tp_basicsize = sizeof(Slice),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = slice_dealloc,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Window_Type) < 0)
        return NULL;
    if (PyType_Ready(&Slice_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Window", (PyObject *)&Window_Type) < 0)
        Py_CLEAR(result);
    return result;
}
