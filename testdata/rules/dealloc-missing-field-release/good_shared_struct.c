/* expect: nothing */
/* allow: container-without-gc */
#include <Python.h>

/* Part of two types: a Cursor owns its table, in a Table it only points back to the Table itself. */
typedef struct {
    PyObject *table;
    Py_ssize_t row;
} Position;

typedef struct {
    PyObject_HEAD
    Position start;
} Table;

typedef struct {
    PyObject_HEAD
    Position at;
} Cursor;

static PyObject *table_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Table *self = (Table *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->start.table = (PyObject *)self;
    return (PyObject *)self;
}

static void table_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Table_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Table",
    .tp_basicsize = sizeof(Table),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = table_dealloc,
    .tp_new = table_new,
};

static int cursor_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Cursor *)op)->at.table);
    return 0;
}

static int cursor_clear(PyObject *op)
{
    Py_CLEAR(((Cursor *)op)->at.table);
    return 0;
}

static void cursor_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    cursor_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int cursor_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *table;
    if (!PyArg_ParseTuple(args, "O!", &Table_Type, &table))
        return -1;
    Py_XSETREF(((Cursor *)op)->at.table, Py_NewRef(table));
    return 0;
}

static PyTypeObject Cursor_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cursor",
    .tp_basicsize = sizeof(Cursor),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = cursor_traverse,
    .tp_clear = cursor_clear,
    .tp_dealloc = cursor_dealloc,
    .tp_init = cursor_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Table_Type) < 0)
        return NULL;
    if (PyType_Ready(&Cursor_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Table", (PyObject *)&Table_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    if (PyModule_AddObjectRef(result, "Cursor", (PyObject *)&Cursor_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
