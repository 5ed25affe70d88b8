/* compile: no */
/* The library that makes the types ready keeps the list of methods in tp_traverse and takes it out again; its tp_new takes the
 * reference to the type that tp_dealloc gives back. The macros of its header are not known here. */
/* expect: nothing */
#include <Python.h>
#include "registry_of_classes.h"

typedef struct {
    PyObject_HEAD
    PyObject *label;
} Token;

static void token_dealloc(Token *self)
{
    Py_XDECREF(self->label);
    Py_DECREF(Py_TYPE(self));
    PyObject_Free(self);
}

static PyObject *token_size(Token *self, PyObject *ignored)
{
    return PyLong_FromSsize_t(self->label ? PyUnicode_GetLength(self->label) : 0);
}

static PyObject *token_rename(Token *self, PyObject *label)
{
    if (!PyUnicode_CheckExact(label)) {
        PyErr_SetString(PyExc_TypeError, "not a str");
        return NULL;
    }
    Py_INCREF(label);
    Py_XSETREF(self->label, label);
    Py_RETURN_NONE;
}

static struct PyMethodDef token_methods[] = {
    {"size", (PyCFunction)token_size, METH_NOARGS, NULL},
    {"rename", (PyCFunction)token_rename, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Token_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "good.Token",
    .tp_basicsize = sizeof(Token),
    .tp_dealloc = (destructor)token_dealloc,
    .tp_traverse = CLASS_METHODS(token_methods),
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "good",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit_good(void)
{
    PyObject *self = PyModule_Create(&module);
    if (!self)
        return NULL;
    REGISTER_CLASS(PyModule_GetDict(self), "Token", Token_Type);
    return self;
}
