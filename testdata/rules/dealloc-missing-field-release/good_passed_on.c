/* expect: nothing */
#include <Python.h>

/* The columns of a row stand in the instance only between the function that makes them and the tuple that gets them. */
typedef struct {
    PyObject_HEAD
    PyObject **columns;
    Py_ssize_t width;
} Reader;

static int fill(Reader *self, Py_ssize_t at)
{
    self->columns[at] = PyLong_FromSsize_t(at);
    return self->columns[at] ? 0 : -1;
}

static PyObject *reader_next(PyObject *op)
{
    Reader *self = (Reader *)op;
    PyObject *row = PyTuple_New(self->width);
    for (Py_ssize_t i = 0; row && i < self->width; i++) {
        if (fill(self, i) < 0) {
            Py_DECREF(row);
            return NULL;
        }
        PyTuple_SetItem(row, i, self->columns[i]);
    }
    return row;
}

static int reader_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    Reader *self = (Reader *)op;
    PyMem_Free(self->columns);
    self->width = 4;
    self->columns = PyMem_Calloc((size_t)self->width, sizeof(PyObject *));
    return self->columns ? 0 : -1;
}

static void reader_dealloc(PyObject *op)
{
    PyMem_Free(((Reader *)op)->columns);
    Py_TYPE(op)->tp_free(op);
}

PyTypeObject Reader_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = reader_next,
    .tp_dealloc = reader_dealloc,
    .tp_init = reader_init,
    .tp_new = PyType_GenericNew,
};

int ready(void)
{
    return PyType_Ready(&Reader_Type);
}
