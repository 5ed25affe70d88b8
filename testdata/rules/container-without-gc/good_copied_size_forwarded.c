/* expect: nothing */
/* The size was copied from the store; what a cursor is says the function that its tp_dealloc hands the object to. */
#include <Python.h>
#include <stdlib.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *filter;
} Store;

typedef struct {
    PyObject_HEAD
    int *position;
} Cursor;

static PyTypeObject Cursor_Type;

static int store_traverse(Store *self, visitproc visit, void *arg)
{
    Py_VISIT(self->callback);
    Py_VISIT(self->filter);
    return 0;
}

static int store_clear(Store *self)
{
    Py_CLEAR(self->callback);
    Py_CLEAR(self->filter);
    return 0;
}

static void store_destroy(PyObject *op)
{
    Store *self = (Store *)op;
    PyObject_GC_UnTrack(self);
    store_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static void store_dealloc(PyObject *op)
{
    store_destroy(op);
}

static int store_init(Store *self, PyObject *args, PyObject *kwargs)
{
    PyObject *callback, *filter;
    if (!PyArg_ParseTuple(args, "OO", &callback, &filter))
        return -1;
    Py_XSETREF(self->callback, Py_NewRef(callback));
    Py_XSETREF(self->filter, Py_NewRef(filter));
    return 0;
}

static PyObject *store_cursor(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(ignored))
{
    Cursor *cursor = PyObject_New(Cursor, &Cursor_Type);
    if (cursor == NULL)
        return NULL;
    cursor->position = calloc(1, sizeof *cursor->position);
    return (PyObject *)cursor;
}

static void cursor_destroy(PyObject *op)
{
    Cursor *self = (Cursor *)op;
    free(self->position);
    PyObject_Free(self);
}

static void cursor_dealloc(PyObject *op)
{
    cursor_destroy(op);
}

static PyMethodDef store_methods[] = {
    {"cursor", store_cursor, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Store_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Store",
    .tp_basicsize = sizeof(Store),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)store_traverse,
    .tp_clear = (inquiry)store_clear,
    .tp_dealloc = store_dealloc,
    .tp_init = (initproc)store_init,
    .tp_methods = store_methods,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Cursor_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cursor",
    .tp_basicsize = sizeof(Store),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = cursor_dealloc,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Store_Type) < 0 || PyType_Ready(&Cursor_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Store", (PyObject *)&Store_Type) < 0)
        Py_CLEAR(result);
    return result;
}
