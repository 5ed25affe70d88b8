// Macros of a header that is not installed: some are whole declarations, with or without a type behind them, others stand around a
// function's type.
/* compile: no */
#include <Python.h>
#include <larder/larder.h>

LARDER_USING(larder)

struct Spam {
    PyObject_HEAD
    PyObject *callback;
};

LARDER_USING(shelf)

PyObject *spam_module;

LARDER_DEFINE(Spam)
LARDER_DEFINE_ENUM(Shelf, shelf)

static void spam_dealloc(Spam *self)
{
    Py_XDECREF(self->callback);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

LARDER_EXPORT(PyObject *)
spam_repr(Spam *self)
{
    return PyObject_Repr(self->callback);
}

/* type: Spam_Type style=static name=spam.Spam record=Spam refs=callback@16 slots.tp_dealloc=spam_dealloc slots.tp_repr=spam_repr */
static PyTypeObject Spam_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Spam",
    .tp_basicsize = sizeof(Spam),
    .tp_dealloc = (destructor)spam_dealloc,
    .tp_repr = (reprfunc)spam_repr,
};

PyMODINIT_FUNC PyInit_spam(void)
{
    if (PyType_Ready(&Spam_Type) < 0)
        return NULL;
    return PyModule_New("spam");
}
