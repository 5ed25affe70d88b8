/* The new object is the caller's: the iterator only remembers it, to tell it when it is out of date. */
/* expect: nothing */
#include <Python.h>

typedef struct Rows Rows;

typedef struct {
    PyObject_HEAD
    Rows *rows;
} Row;

struct Rows {
    PyObject_HEAD
    Row *last;
    Py_ssize_t left;
};

static PyTypeObject Row_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Row",
    .tp_basicsize = sizeof(Row),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *rows_next(PyObject *op)
{
    Rows *self = (Rows *)op;
    if (self->last) {
        self->last->rows = NULL;
        self->last = NULL;
    }
    if (self->left == 0)
        return NULL;
    self->left--;
    self->last = PyObject_New(Row, &Row_Type);
    return self->last ? (PyObject *)self->last : NULL;
}

static void rows_dealloc(PyObject *op)
{
    Rows *self = (Rows *)op;
    self->left = 0;
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Rows_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Rows",
    .tp_basicsize = sizeof(Rows),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = rows_dealloc,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = rows_next,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef rows_module = {PyModuleDef_HEAD_INIT, .m_name = "rows", .m_size = -1};

PyMODINIT_FUNC PyInit_rows(void)
{
    if (PyType_Ready(&Row_Type) < 0 || PyType_Ready(&Rows_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&rows_module);
    if (module != NULL && PyModule_AddObjectRef(module, "Rows", (PyObject *)&Rows_Type) < 0)
        Py_CLEAR(module);
    return module;
}
