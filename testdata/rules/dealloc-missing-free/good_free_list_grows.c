/* The free list takes every instance. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *owner;
} Binder;

static PyTypeObject Binder_Type;
static Binder *free_list[1];

static PyObject *bind(PyObject *module, PyObject *owner)
{
    Binder *self;
    (void)module;
    if (free_list[0] != NULL) {
        self = free_list[0];
        free_list[0] = (Binder *)self->owner;
        _Py_NewReference((PyObject *)self);
    } else {
        self = PyObject_GC_New(Binder, &Binder_Type);
        if (self == NULL) {
            return NULL;
        }
    }
    Py_INCREF(owner);
    self->owner = owner;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static int binder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Binder *)op)->owner);
    return 0;
}

static int binder_clear(PyObject *op)
{
    Py_CLEAR(((Binder *)op)->owner);
    return 0;
}

static void binder_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    (void)binder_clear(op);
    ((Binder *)op)->owner = (PyObject *)free_list[0];
    free_list[0] = (Binder *)op;
}

static PyTypeObject Binder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Binder",
    .tp_basicsize = sizeof(Binder),
    .tp_dealloc = binder_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = binder_traverse,
    .tp_clear = binder_clear,
};

static PyMethodDef spam_methods[] = {{"bind", bind, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyModuleDef spam_module = {PyModuleDef_HEAD_INIT, .m_name = "spam", .m_size = -1, .m_methods = spam_methods};

PyMODINIT_FUNC PyInit_spam(void)
{
    if (PyType_Ready(&Binder_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&spam_module);
}
