/* The callbacks stand in a struct of their own. tp_dealloc lets go of one of them; the other, which only tp_init mentions, is forgotten. */
#include <Python.h>

typedef struct {
    PyObject *on_item;
    PyObject *on_error;
    PyObject *current; /* lent by who calls */
    int depth;
} Callbacks;

typedef struct {
    PyObject_HEAD
    Callbacks *callbacks;
} Reader;

static void reader_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Reader_Type callbacks->on_error */
{
    Reader *self = (Reader *)op;
    if (self->callbacks) {
        Py_XDECREF(self->callbacks->on_item);
        PyMem_Free(self->callbacks);
    }
    Py_TYPE(op)->tp_free(op);
}

static int reader_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    Reader *self = (Reader *)op;
    PyObject *on_item, *on_error;
    if (!PyArg_ParseTuple(args, "OO", &on_item, &on_error))
        return -1;
    if (!self->callbacks && !(self->callbacks = PyMem_Calloc(1, sizeof *self->callbacks)))
        return -1;
    Py_XSETREF(self->callbacks->on_item, Py_NewRef(on_item));
    Py_XSETREF(self->callbacks->on_error, Py_NewRef(on_error));
    return 0;
}

static PyObject *reader_feed(PyObject *op, PyObject *item)
{
    Reader *self = (Reader *)op;
    if (!self->callbacks)
        Py_RETURN_NONE;
    self->callbacks->current = item;
    PyObject *result = PyObject_CallOneArg(self->callbacks->on_item, item);
    self->callbacks->current = NULL;
    return result;
}

static PyMethodDef reader_methods[] = {{"feed", reader_feed, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Reader_Type = { /* expect: container-without-gc warning Reader_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = reader_dealloc,
    .tp_methods = reader_methods,
    .tp_init = reader_init,
    .tp_new = PyType_GenericNew,
};

int fixture_ready(void)
{
    return PyType_Ready(&Reader_Type);
}
