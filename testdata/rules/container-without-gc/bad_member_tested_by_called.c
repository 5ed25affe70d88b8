/* What a function tests is a member of its parameter: that says nothing of the parameter itself. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *label;
} Named;

typedef struct {
    PyObject_HEAD
    PyObject *named;
} Holder;

static int has_text_label(PyObject *value)
{
    return PyUnicode_CheckExact(((Named *)value)->label);
}

static int holder_init(PyObject *op, PyObject *args, PyObject *Py_UNUSED(kwargs))
{
    Holder *self = (Holder *)op;
    PyObject *named = NULL;
    if (!PyArg_ParseTuple(args, "O", &named))
        return -1;
    if (!has_text_label(named))
        return -1;
    Py_INCREF(named);
    Py_XSETREF(self->named, named);
    return 0;
}

static void holder_dealloc(PyObject *op)
{
    Py_XDECREF(((Holder *)op)->named);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Holder_Type = { /* expect: container-without-gc warning Holder_Type named */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "holder.Holder",
    .tp_basicsize = sizeof(Holder),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = holder_init,
    .tp_dealloc = holder_dealloc,
};

int ready(void);
int ready(void)
{
    return PyType_Ready(&Holder_Type);
}
