/* expect: nothing */
#include <Python.h>

/* While nothing has changed, both fields hold the one reference that the instance has. */
typedef struct {
    PyObject_HEAD
    PyObject *original;
    PyObject *current;
} Editor;

static int editor_traverse(PyObject *op, visitproc visit, void *arg)
{
    Editor *self = (Editor *)op;
    Py_VISIT(self->original);
    if (self->current != self->original)
        Py_VISIT(self->current);
    return 0;
}

static int editor_clear(PyObject *op)
{
    Editor *self = (Editor *)op;
    if (self->current == self->original)
        self->current = NULL;
    Py_CLEAR(self->current);
    Py_CLEAR(self->original);
    return 0;
}

static void editor_dealloc(PyObject *op)
{
    Editor *self = (Editor *)op;
    PyObject_GC_UnTrack(op);
    if (self->current != self->original)
        Py_XDECREF(self->current);
    Py_XDECREF(self->original);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *editor_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *original;
    if (!PyArg_ParseTuple(args, "O", &original))
        return NULL;
    Editor *self = (Editor *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->original = original;
    Py_INCREF(self->original);
    self->current = original;
    return (PyObject *)self;
}

static PyTypeObject Editor_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Editor",
    .tp_basicsize = sizeof(Editor),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = editor_traverse,
    .tp_clear = editor_clear,
    .tp_dealloc = editor_dealloc,
    .tp_new = editor_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Editor_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
