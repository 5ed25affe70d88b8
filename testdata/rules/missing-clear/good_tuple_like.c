/* expect: nothing */
#include <Python.h>

/* An array of items that is filled before anybody sees it. */
typedef struct {
    PyObject_VAR_HEAD
    PyObject *items[1];
} Row;

static int row_traverse(PyObject *op, visitproc visit, void *arg)
{
    Row *self = (Row *)op;
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++)
        Py_VISIT(self->items[i]);
    return 0;
}

static void row_dealloc(PyObject *op)
{
    Row *self = (Row *)op;
    PyObject_GC_UnTrack(op);
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++)
        Py_XDECREF(self->items[i]);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Row_Type;

static PyObject *make(PyObject *module, PyObject *value)
{
    Row *row = (Row *)Row_Type.tp_alloc(&Row_Type, 2);
    if (row == NULL)
        return NULL;
    row->items[0] = Py_NewRef(value);
    row->items[1] = Py_NewRef(value);
    return (PyObject *)row;
}

static PyTypeObject Row_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Row",
    .tp_basicsize = sizeof(Row),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_itemsize = sizeof(PyObject *),
    .tp_traverse = row_traverse,
    .tp_dealloc = row_dealloc,
};

static PyMethodDef methods[] = {{"make", make, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Row_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
