/* Macros of a header that is not installed, between the head of a function and its body. */
/* compile: no */
#include <Python.h>
#include <larder/larder.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Spam;

static PyObject *spam_repr(Spam *self) LARDER_WARN_UNUSED;

static int spam_traverse(Spam *self, visitproc visit, void *arg) LARDER_NOTHROW
{
    Py_VISIT(self->callback);
    return 0;
}

static void spam_dealloc(Spam *self) LARDER_ATTRIBUTE(cold, nothrow)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->callback);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *spam_repr(Spam *self)
{
    return PyObject_Repr(self->callback);
}

/* type: Spam_Type style=static name=spam.Spam record=Spam flags=DEFAULT|HAVE_GC refs=callback@16 slots.tp_dealloc=spam_dealloc slots.tp_traverse=spam_traverse slots.tp_repr=spam_repr */
static PyTypeObject Spam_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Spam",
    .tp_basicsize = sizeof(Spam),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_dealloc = (destructor)spam_dealloc,
    .tp_repr = (reprfunc)spam_repr,
    .tp_traverse = (traverseproc)spam_traverse,
};

PyMODINIT_FUNC PyInit_spam(void)
{
    if (PyType_Ready(&Spam_Type) < 0)
        return NULL;
    return NULL;
}
