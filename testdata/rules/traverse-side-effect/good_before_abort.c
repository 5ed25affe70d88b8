/* expect: nothing */
#include <Python.h>

#include <stdlib.h>

/* What is printed before the program ends disturbs no collection. */
typedef struct {
    PyObject_HEAD
    char kind;
    PyObject *value;
} Cell;

static void tell(const char *text)
{
    PyObject *line = PyUnicode_FromString(text);
    if (line != NULL)
        PyObject_Print(line, stderr, Py_PRINT_RAW);
    Py_XDECREF(line);
}

static int cell_traverse(PyObject *op, visitproc visit, void *arg)
{
    Cell *self = (Cell *)op;
    switch (self->kind) {
    case 'o':
        Py_VISIT(self->value);
        break;
    case 'n':
        break;
    default:
        tell("no such kind");
        abort();
    }
    return 0;
}

static int cell_clear(PyObject *op)
{
    Py_CLEAR(((Cell *)op)->value);
    return 0;
}

static void cell_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    cell_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Cell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = cell_traverse,
    .tp_clear = cell_clear,
    .tp_dealloc = cell_dealloc,
    .tp_new = PyType_GenericNew,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Cell_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
