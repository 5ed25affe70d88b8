/* expect: nothing */
#include <Python.h>

/* What a Cell holds depends on its kind; only one of the members is an object at a time. */
enum kind { CELL_EMPTY, CELL_ONE, CELL_PAIR };

typedef struct {
    PyObject_HEAD
    enum kind kind;
    union {
        PyObject *one;
        struct {
            PyObject *first;
            PyObject *second;
        } pair;
    } value;
} Cell;

static int cell_traverse(PyObject *op, visitproc visit, void *arg)
{
    Cell *self = (Cell *)op;
    switch (self->kind) {
    case CELL_ONE:
        Py_VISIT(self->value.one);
        break;
    case CELL_PAIR:
        Py_VISIT(self->value.pair.first);
        Py_VISIT(self->value.pair.second);
        break;
    default:
        break;
    }
    return 0;
}

static int cell_clear(PyObject *op)
{
    Cell *self = (Cell *)op;
    enum kind kind = self->kind;
    self->kind = CELL_EMPTY;
    if (kind == CELL_ONE) {
        Py_CLEAR(self->value.one);
    } else if (kind == CELL_PAIR) {
        Py_CLEAR(self->value.pair.first);
        Py_CLEAR(self->value.pair.second);
    }
    return 0;
}

static void cell_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    cell_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *cell_set(PyObject *op, PyObject *args)
{
    PyObject *first, *second = NULL;
    if (!PyArg_ParseTuple(args, "O|O", &first, &second))
        return NULL;
    Cell *self = (Cell *)op;
    cell_clear(op);
    if (second == NULL) {
        self->value.one = Py_NewRef(first);
        self->kind = CELL_ONE;
    } else {
        self->value.pair.first = Py_NewRef(first);
        self->value.pair.second = Py_NewRef(second);
        self->kind = CELL_PAIR;
    }
    Py_RETURN_NONE;
}

static PyMethodDef cell_methods[] = {{"set", cell_set, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Cell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_dealloc = cell_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = cell_traverse,
    .tp_clear = cell_clear,
    .tp_methods = cell_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Cell_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Cell_Type);
    if (PyModule_AddObject(result, "Cell", (PyObject *)&Cell_Type) < 0) {
        Py_DECREF(&Cell_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
