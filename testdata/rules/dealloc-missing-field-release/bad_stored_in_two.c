/* One object is stored in two fields, and each field takes a reference of its own. */
#include <Python.h>

typedef struct Binder {
    PyObject_HEAD
    PyObject *member;
    PyObject *owner;
} Binder;

static PyTypeObject Binder_Type;

static PyObject *Binder_bind(PyObject *member, PyObject *owner)
{
    Binder *self = (Binder *)PyType_GenericAlloc(&Binder_Type, 0);
    if (self == NULL) {
        return NULL;
    }
    (void)owner;
    self->member = member;
    self->owner = member;
    Py_INCREF(self->member);
    Py_INCREF(self->owner);
    return (PyObject *)self;
}

static PyObject *bind(PyObject *module, PyObject *pair)
{
    (void)module;
    if (!PyTuple_CheckExact(pair) || PyTuple_GET_SIZE(pair) != 2) {
        PyErr_SetString(PyExc_TypeError, "a pair is needed");
        return NULL;
    }
    return Binder_bind(PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1));
}

static int Binder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Binder *self = (Binder *)op;
    Py_VISIT(self->member);
    Py_VISIT(self->owner);
    return 0;
}

static int Binder_clear(PyObject *op) /* expect: clear-missing-field note Binder_Type member */
{
    Py_CLEAR(((Binder *)op)->owner);
    return 0;
}

static void Binder_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Binder_Type member */
{
    PyObject_GC_UnTrack(op);
    (void)Binder_clear(op);
    PyObject_GC_Del(op);
}

static PyTypeObject Binder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Binder",
    .tp_basicsize = sizeof(Binder),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = Binder_traverse,
    .tp_clear = Binder_clear,
    .tp_dealloc = Binder_dealloc,
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
