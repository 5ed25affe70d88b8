/* expect: nothing */
#include <Python.h>
#include <stddef.h>

/* A type of which classes are made that derive from Exception too: the fields in the middle are laid out as an exception has
 * them, and the functions of Exception are called for instances of such classes. */
struct Failed {
    PyObject *args, *notes, *traceback, *context, *cause;
    char suppress_context;
};

typedef struct {
    PyObject_HEAD
    PyObject *dict;
    union {
        Py_ssize_t length;
        struct Failed failed;
    } as;
    int is_error;
} Wrapper;

static int wrapper_traverse(PyObject *op, visitproc visit, void *arg)
{
    Wrapper *self = (Wrapper *)op;
    if (self->is_error)
        return ((PyTypeObject *)PyExc_Exception)->tp_traverse(op, visit, arg);
    Py_VISIT(self->dict);
    return 0;
}

static int wrapper_clear(PyObject *op)
{
    Wrapper *self = (Wrapper *)op;
    if (self->is_error)
        return ((PyTypeObject *)PyExc_Exception)->tp_clear(op);
    Py_CLEAR(self->dict);
    return 0;
}

static void wrapper_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    wrapper_clear(op);
    Py_TYPE(op)->tp_free(op);
}

PyTypeObject Wrapper_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Wrapper",
    .tp_basicsize = sizeof(Wrapper),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_dictoffset = offsetof(Wrapper, dict),
    .tp_traverse = wrapper_traverse,
    .tp_clear = wrapper_clear,
    .tp_dealloc = wrapper_dealloc,
};

PyObject *wrap(PyTypeObject *type, PyObject *arguments)
{
    Wrapper *self = (Wrapper *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->is_error = 1;
    self->as.failed.args = PyTuple_Pack(1, arguments);
    return (PyObject *)self;
}

int ready(void)
{
    return PyType_Ready(&Wrapper_Type);
}
