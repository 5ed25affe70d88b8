/* expect: nothing */
#include <Python.h>

/* The cells are filled for one row, and the row takes them over: between two rows the pointers are left-overs. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t width;
    PyObject **cells;
    const char *text;
} Reader;

static int reader_init(Reader *self, PyObject *args, PyObject *keywords)
{
    PyObject **cells;
    Py_ssize_t width;
    if (!PyArg_ParseTuple(args, "n", &width))
        return -1;
    cells = PyMem_Calloc((size_t)width, sizeof(PyObject *));
    if (!cells) {
        PyErr_NoMemory();
        return -1;
    }
    PyMem_Free(self->cells);
    self->cells = cells;
    self->width = width;
    self->text = "";
    return 0;
}

static void reader_fill(Reader *self, Py_ssize_t column)
{
    self->cells[column] = PyUnicode_FromString(self->text);
}

static PyObject *reader_next(Reader *self)
{
    PyObject *row = PyTuple_New(self->width);
    for (Py_ssize_t i = 0; row && i < self->width; i++) {
        reader_fill(self, i);
        PyTuple_SET_ITEM(row, i, self->cells[i]);
    }
    return row;
}

static void reader_dealloc(Reader *self)
{
    PyMem_Free(self->cells);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Reader_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)reader_init,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)reader_next,
    .tp_dealloc = (destructor)reader_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Reader_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
