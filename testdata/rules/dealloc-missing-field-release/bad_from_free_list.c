#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *owner;
} Row;

static Row *free_row;

static PyTypeObject Row_Type;

/* Where the instance comes from is not the same every time; what it is given is. */
static PyObject *make_row(PyObject *module, PyObject *owner)
{
    Row *self;
    if (free_row != NULL) {
        self = free_row;
        free_row = NULL;
        _Py_NewReference((PyObject *)self);
    } else {
        self = PyObject_GC_New(Row, &Row_Type);
        if (self == NULL)
            return NULL;
    }
    Py_INCREF(owner);
    self->owner = owner;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static int row_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Row *)op)->owner);
    return 0;
}

static void row_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Row_Type owner */
{
    PyObject_GC_UnTrack(op);
    if (free_row == NULL)
        free_row = (Row *)op;
    else
        Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Row_Type = { /* expect: missing-clear note Row_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Row",
    .tp_basicsize = sizeof(Row),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = row_traverse,
    .tp_dealloc = row_dealloc,
};

static PyMethodDef functions[] = {{"make_row", make_row, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyType_Ready(&Row_Type) < 0 ? NULL : PyModule_Create(&module);
}
