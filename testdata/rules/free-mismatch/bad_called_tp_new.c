/* Instances come from tp_new, which is also called by its slot, and a second time from a free list. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Binder;

static PyTypeObject Binder_Type;
static Binder *kept;

static PyObject *binder_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    Binder *self = PyObject_GC_New(Binder, &Binder_Type);
    (void)type, (void)args, (void)keywords;
    if (self != NULL) {
        self->callback = NULL;
        PyObject_GC_Track(self);
    }
    return (PyObject *)self;
}

static PyObject *bind(PyObject *module, PyObject *callback)
{
    Binder *self;
    (void)module;
    if (kept != NULL) {
        self = kept;
        kept = NULL;
        PyObject_Init((PyObject *)self, &Binder_Type);
        self->callback = Py_NewRef(callback);
        PyObject_GC_Track(self);
        return (PyObject *)self;
    }
    self = (Binder *)Binder_Type.tp_new(&Binder_Type, NULL, NULL);
    if (self != NULL) {
        self->callback = Py_NewRef(callback);
    }
    return (PyObject *)self;
}

static int binder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Binder *)op)->callback);
    return 0;
}

static int binder_clear(PyObject *op)
{
    Py_CLEAR(((Binder *)op)->callback);
    return 0;
}

static void binder_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    (void)binder_clear(op);
    if (kept == NULL) {
        kept = (Binder *)op;
    } else {
        PyObject_Free(op); /* expect: free-mismatch error Binder_Type */
    }
}

static PyTypeObject Binder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Binder",
    .tp_basicsize = sizeof(Binder),
    .tp_dealloc = binder_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = binder_traverse,
    .tp_clear = binder_clear,
    .tp_new = binder_new,
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
