/* Written for Python 2 alone: an unknown word hides an unknown type behind it, and that an unknown flag. */
/* compile: no */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *name;
} Label;

staticforward PyTypeObject Label_Type;

static void label_dealloc(Label *self)
{
    Py_XDECREF(self->name);
    PyObject_Del(self);
}

static int label_compare(Label *self, Label *other)
{
    return PyObject_Compare(self->name, other->name);
}

/* type: Label_Type style=static name=labels.Label record=Label flags=DEFAULT slots.tp_dealloc=label_dealloc refs=name@16 */
statichere PyTypeObject Label_Type = {
    PyObject_HEAD_INIT(NULL)
    0,
    "labels.Label",
    sizeof(Label),
    0,
    (destructor)label_dealloc, /* tp_dealloc */
    0,                         /* tp_print */
    0,                         /* tp_getattr */
    0,                         /* tp_setattr */
    (cmpfunc)label_compare,    /* tp_compare */
    0,                         /* tp_repr */
    0,                         /* tp_as_number */
    0,                         /* tp_as_sequence */
    0,                         /* tp_as_mapping */
    0,                         /* tp_hash */
    0,                         /* tp_call */
    0,                         /* tp_str */
    0,                         /* tp_getattro */
    0,                         /* tp_setattro */
    0,                         /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_CHECKTYPES,
    "A label.",
};

static PyMethodDef methods[] = {{NULL, NULL, 0, NULL}};

DL_EXPORT(void) initlabels(void)
{
    Label_Type.ob_type = &PyType_Type;
    if (PyType_Ready(&Label_Type) < 0)
        return;
    PyObject *module = Py_InitModule3("labels", methods, "Labels.");
    Py_INCREF(&Label_Type);
    PyModule_AddObject(module, "Label", (PyObject *)&Label_Type);
}
