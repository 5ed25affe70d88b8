/* expect: nothing */
#include <Python.h>
#include <stddef.h>

/* The items stand in a buffer object that several views share: it owns them, a view owns the buffer. */
typedef struct {
    PyObject_VAR_HEAD
    PyObject *items[1];
} Buffer;

typedef struct {
    Py_ssize_t length;
    PyObject **items;
} Slice;

typedef struct {
    PyObject_HEAD
    Slice slice;
} View;

#define BUFFER_OF(slice) ((Buffer *)((char *)(slice).items - offsetof(Buffer, items)))

static PyTypeObject Buffer_Type, View_Type;

static int buffer_traverse(Buffer *self, visitproc visit, void *arg)
{
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++)
        Py_VISIT(self->items[i]);
    return 0;
}

static int buffer_clear(Buffer *self)
{
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++)
        Py_CLEAR(self->items[i]);
    return 0;
}

static void buffer_dealloc(Buffer *self)
{
    PyObject_GC_UnTrack(self);
    buffer_clear(self);
    PyObject_GC_Del(self);
}

static int view_traverse(View *self, visitproc visit, void *arg)
{
    if (self->slice.items)
        Py_VISIT(BUFFER_OF(self->slice));
    return 0;
}

static int view_clear(View *self)
{
    if (self->slice.items) {
        Buffer *buffer = BUFFER_OF(self->slice);
        self->slice.items = NULL;
        Py_DECREF(buffer);
    }
    return 0;
}

static void view_dealloc(View *self)
{
    PyObject_GC_UnTrack(self);
    view_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* Whoever calls it has to fill the items before the buffer is tracked. */
static Slice make_slice(Py_ssize_t length)
{
    Buffer *buffer = PyObject_GC_NewVar(Buffer, &Buffer_Type, length);
    if (buffer == NULL)
        return (Slice){-1, NULL};
    Slice slice = {.length = length};
    slice.items = buffer->items;
    return slice;
}

static PyObject *view_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    Slice slice = make_slice(PyTuple_GET_SIZE(args));
    if (slice.items == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < slice.length; i++)
        slice.items[i] = Py_NewRef(PyTuple_GET_ITEM(args, i));
    PyObject_GC_Track(BUFFER_OF(slice));
    View *self = (View *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_DECREF(BUFFER_OF(slice));
        return NULL;
    }
    self->slice = slice;
    return (PyObject *)self;
}

static int view_assign(PyObject *op, Py_ssize_t i, PyObject *value)
{
    View *self = (View *)op;
    if (self->slice.items == NULL || value == NULL || i < 0 || i >= self->slice.length) {
        PyErr_SetNone(PyExc_IndexError);
        return -1;
    }
    PyObject *old = self->slice.items[i];
    self->slice.items[i] = Py_NewRef(value);
    Py_XDECREF(old);
    return 0;
}

static PySequenceMethods view_sequence = {.sq_ass_item = view_assign};

static PyTypeObject Buffer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Buffer",
    .tp_basicsize = sizeof(Buffer) - sizeof(PyObject *),
    .tp_itemsize = sizeof(PyObject *),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)buffer_traverse,
    .tp_clear = (inquiry)buffer_clear,
    .tp_dealloc = (destructor)buffer_dealloc,
};

static PyTypeObject View_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.View",
    .tp_basicsize = sizeof(View),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)view_traverse,
    .tp_clear = (inquiry)view_clear,
    .tp_dealloc = (destructor)view_dealloc,
    .tp_new = view_new,
    .tp_as_sequence = &view_sequence,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&View_Type) < 0 || PyType_Ready(&Buffer_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Item", (PyObject *)&View_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
