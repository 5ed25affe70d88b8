/* expect: nothing */
#include <Python.h>

/* Fields are visited while they are valid, and there is nothing in them otherwise. */
typedef struct {
    PyObject_HEAD
    int state; /* 0: cleared */
    PyObject *callback;
    PyObject *context;
} Frame;

static int frame_traverse(PyObject *op, visitproc visit, void *arg)
{
    Frame *self = (Frame *)op;
    if (self->state != 0) {
        Py_VISIT(self->callback);
        Py_VISIT(self->context);
    }
    return 0;
}

static int frame_clear(PyObject *op)
{
    Frame *self = (Frame *)op;
    if (self->state != 0) {
        self->state = 0;
        Py_CLEAR(self->callback);
        Py_CLEAR(self->context);
    }
    return 0;
}

static void frame_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    frame_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *frame_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *callback, *context;
    if (!PyArg_ParseTuple(args, "OO", &callback, &context))
        return NULL;
    Frame *self = (Frame *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->callback = Py_NewRef(callback);
    self->context = Py_NewRef(context);
    self->state = 1;
    return (PyObject *)self;
}

static PyTypeObject Frame_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Frame",
    .tp_basicsize = sizeof(Frame),
    .tp_dealloc = frame_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = frame_traverse,
    .tp_clear = frame_clear,
    .tp_new = frame_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Frame_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Frame_Type);
    if (PyModule_AddObject(result, "Frame", (PyObject *)&Frame_Type) < 0) {
        Py_DECREF(&Frame_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
