#include <Python.h>

/* A pointer of the instance can lead to its own array, but tp_traverse does not look at the pointer. */
typedef struct {
    PyObject_HEAD
    void *storage;
    PyObject *callback;
    PyObject *items[4];
} Frame;

static int frame_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field warning Frame_Type items[*] */
{
    Py_VISIT(((Frame *)op)->callback);
    return 0;
}

static int frame_clear(PyObject *op)
{
    Frame *self = (Frame *)op;
    Py_CLEAR(self->callback);
    for (int i = 0; i < 4; i++)
        Py_CLEAR(self->items[i]);
    return 0;
}

static void frame_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    frame_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int frame_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    Frame *self = (Frame *)op;
    PyObject *callback, *first, *second;
    if (!PyArg_ParseTuple(args, "OOO", &callback, &first, &second))
        return -1;
    self->storage = &self->items[2];
    Py_XSETREF(self->callback, Py_NewRef(callback));
    Py_XSETREF(self->items[0], Py_NewRef(first));
    Py_XSETREF(self->items[1], Py_NewRef(second));
    return 0;
}

static PyTypeObject Frame_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Frame",
    .tp_basicsize = sizeof(Frame),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = frame_traverse,
    .tp_clear = frame_clear,
    .tp_dealloc = frame_dealloc,
    .tp_init = frame_init,
    .tp_new = PyType_GenericNew,
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
