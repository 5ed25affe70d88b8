/* Tuples of numbers and strings, made in each of the usual ways: nothing can be added to them, and they are part of no cycle. */
/* expect: nothing */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

typedef struct {
    PyObject_HEAD
    double width, height;
    PyObject *size, *corners, *label, *none;
} Box;

static PyObject *box_size(Box *self, void *Py_UNUSED(closure))
{
    if (!self->size)
        self->size = Py_BuildValue("(dd)(s#i)", self->width, self->height, "cm", (Py_ssize_t)2, 1);
    return Py_XNewRef(self->size);
}

static PyObject *corner(double x, double y)
{
    PyObject *pair = PyTuple_New(2);
    if (!pair)
        return PyErr_NoMemory();
    PyTuple_SET_ITEM(pair, 0, PyFloat_FromDouble(x));
    PyTuple_SET_ITEM(pair, 1, PyFloat_FromDouble(y));
    return pair;
}

static PyObject *box_corners(Box *self, void *Py_UNUSED(closure))
{
    if (!self->corners) {
        self->corners = PyTuple_New(2);
        if (!self->corners)
            return NULL;
        for (Py_ssize_t i = 0; i < 2; i++) {
            PyObject *x = PyFloat_FromDouble(i ? self->width : 0.0);
            PyTuple_SET_ITEM(self->corners, i, PyTuple_Pack(2, x, Py_None));
            Py_XDECREF(x);
        }
    }
    return Py_XNewRef(self->corners);
}

static PyObject *box_label(Box *self, void *Py_UNUSED(closure))
{
    if (!self->label)
        self->label = corner(self->width, self->height);
    if (!self->none)
        self->none = PyTuple_New(0);
    return Py_XNewRef(self->label);
}

static void box_dealloc(Box *self)
{
    Py_XDECREF(self->size);
    Py_XDECREF(self->corners);
    Py_XDECREF(self->label);
    Py_XDECREF(self->none);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyGetSetDef box_getset[] = {
    {"size", (getter)box_size, NULL, NULL, NULL},
    {"corners", (getter)box_corners, NULL, NULL, NULL},
    {"label", (getter)box_label, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = (destructor)box_dealloc,
    .tp_getset = box_getset,
    .tp_new = PyType_GenericNew,
};

int add_box(PyObject *module)
{
    return PyModule_AddType(module, &Box_Type);
}
