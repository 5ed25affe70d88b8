/* Macros of a header that is not installed make declarations of their own, or the head of a function: clang takes each for a
 * function, and what stands behind it for its parameters. */
/* compile: no */
#include <Python.h>
#include <larder/larder.h>

LARDER_DECLARE_TYPE(LarderSpam, larder_spam, LARDER, SPAM)

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Spam;

LARDER_DEFINE_TYPE(LarderSpam)
LARDER_DEFINE_TYPE_WITH_CODE(LarderSpam, larder_spam, LARDER_IMPLEMENT(eat, larder_eat))

static int spam_traverse(Spam *self, visitproc visit, void *arg)
{
    Py_VISIT(self->callback);
    return 0;
}

LARDER_DEFINE_ENUM(LarderShelf)
LARDER_DEFINE_ENUM(LarderDoor)

static void spam_dealloc(Spam *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->callback);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

LARDER_EXPORT(PyObject *)
spam_repr(Spam *self)
{
    return PyObject_Repr(self->callback);
}

static int spam_clear(Spam *self)
{
    Py_CLEAR(self->callback);
    return 0;
}

/* type: Spam_Type style=static name=spam.Spam record=Spam flags=DEFAULT|HAVE_GC refs=callback@16 slots.tp_dealloc=spam_dealloc slots.tp_repr=spam_repr */
static PyTypeObject Spam_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Spam",
    .tp_basicsize = sizeof(Spam),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_dealloc = (destructor)spam_dealloc,
    .tp_repr = (reprfunc)spam_repr,
    .tp_traverse = (traverseproc)spam_traverse,
    .tp_clear = (inquiry)spam_clear,
};

PyMODINIT_FUNC PyInit_spam(void)
{
    if (PyType_Ready(&Spam_Type) < 0)
        return NULL;
    return PyModule_New("spam");
}
