#include <Python.h>

/* Two references are made, one for each field; one of them is given back. */
typedef struct {
    PyObject_HEAD
    PyObject *names;
    PyObject *order;
} Table;

static int table_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Table *)op)->names);
    Py_VISIT(((Table *)op)->order);
    return 0;
}

static int table_clear(PyObject *op) /* expect: clear-missing-field note Table_Type order */
{
    Py_CLEAR(((Table *)op)->names);
    return 0;
}

static void table_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Table_Type order */
{
    PyObject_GC_UnTrack(op);
    table_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *table_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    (void)args, (void)keywords;
    PyObject *names = PyList_New(0);
    Table *self = names ? (Table *)type->tp_alloc(type, 0) : NULL;
    if (self == NULL) {
        Py_XDECREF(names);
        return NULL;
    }
    Py_INCREF(names);
    self->names = names;
    self->order = names;
    return (PyObject *)self;
}

static PyTypeObject Table_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Table",
    .tp_basicsize = sizeof(Table),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = table_traverse,
    .tp_clear = table_clear,
    .tp_dealloc = table_dealloc,
    .tp_new = table_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Table_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Table", (PyObject *)&Table_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
