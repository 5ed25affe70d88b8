/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    Py_ssize_t used;
    PyObject *items[8];
} Row;

static int row_traverse(PyObject *op, visitproc visit, void *arg)
{
    for (Py_ssize_t i = 0; i < ((Row *)op)->used; i++)
        Py_VISIT(((Row *)op)->items[i]);
    return 0;
}

static int row_clear(PyObject *op)
{
    Row *self = (Row *)op;
    while (self->used > 0)
        Py_CLEAR(self->items[--self->used]);
    return 0;
}

static void row_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    row_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Row_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Row",
    .tp_basicsize = sizeof(Row),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = row_traverse,
    .tp_clear = row_clear,
    .tp_dealloc = row_dealloc,
};

static PyObject *make_row(PyObject *module, PyObject *value)
{
    Row *self = PyObject_GC_New(Row, &Row_Type);
    if (self == NULL)
        return NULL;
    self->used = 0;
    PyObject_GC_Track(self);
    for (int i = 0; i < 8; i++) {
        self->items[i] = Py_NewRef(value);
        self->used = i + 1;
    }
    return (PyObject *)self;
}

static PyMethodDef functions[] = {{"make_row", make_row, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Row_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Row", (PyObject *)&Row_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
