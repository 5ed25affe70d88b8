/* expect: nothing */
#include <Python.h>

/* Py_XDECREF() looks for NULL itself. */
typedef struct {
    PyObject_HEAD
    PyObject *exporter;
} Plain;

static int plain_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Plain *)op)->exporter);
    return 0;
}

static int plain_clear(PyObject *op)
{
    Py_CLEAR(((Plain *)op)->exporter);
    return 0;
}

static PyObject *plain_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *exporter;
    if (!PyArg_ParseTuple(args, "O", &exporter))
        return NULL;
    Plain *self = (Plain *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->exporter = Py_NewRef(exporter);
    return (PyObject *)self;
}

static void plain_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Plain *)op)->exporter);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Plain_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Plain",
    .tp_basicsize = sizeof(Plain),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = plain_traverse,
    .tp_clear = plain_clear,
    .tp_dealloc = plain_dealloc,
    .tp_new = plain_new,
};

/* A flag tells whether there is something to release; tp_clear and tp_dealloc share the function that asks it. */
typedef struct {
    PyObject_HEAD
    PyListObject *exporter;
    int released;
} View;

static void view_release(View *self)
{
    if (self->released)
        return;
    self->released = 1;
    self->exporter->allocated = 0;
}

static int view_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((View *)op)->exporter);
    return 0;
}

static int view_clear(PyObject *op)
{
    view_release((View *)op);
    Py_CLEAR(((View *)op)->exporter);
    return 0;
}

static PyObject *view_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *exporter;
    if (!PyArg_ParseTuple(args, "O!", &PyList_Type, &exporter))
        return NULL;
    View *self = (View *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->exporter = (PyListObject *)Py_NewRef(exporter);
    return (PyObject *)self;
}

static void view_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    view_release((View *)op);
    Py_CLEAR(((View *)op)->exporter);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject View_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.View",
    .tp_basicsize = sizeof(View),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = view_traverse,
    .tp_clear = view_clear,
    .tp_dealloc = view_dealloc,
    .tp_new = view_new,
};

/* tp_clear leaves the field alone while the instance is open. */
typedef struct {
    PyObject_HEAD
    PyObject *exporter;
    int is_open;
} Handle;

static int handle_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handle *)op)->exporter);
    return 0;
}

static int handle_clear(PyObject *op)
{
    if (!((Handle *)op)->is_open)
        Py_CLEAR(((Handle *)op)->exporter);
    return 0;
}

static PyObject *handle_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *exporter;
    if (!PyArg_ParseTuple(args, "O", &exporter))
        return NULL;
    Handle *self = (Handle *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->exporter = Py_NewRef(exporter);
    return (PyObject *)self;
}

static void handle_dealloc(PyObject *op)
{
    Handle *self = (Handle *)op;
    PyObject_GC_UnTrack(op);
    if (self->is_open)
        Py_DECREF(self->exporter);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Handle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handle",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handle_traverse,
    .tp_clear = handle_clear,
    .tp_dealloc = handle_dealloc,
    .tp_new = handle_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Plain_Type) < 0 || PyType_Ready(&View_Type) < 0 || PyType_Ready(&Handle_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
