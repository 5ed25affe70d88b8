#include <Python.h>

/* Instances are allocated larger than the type says, and keep a reference behind its struct. */
typedef struct {
    PyObject_HEAD
    void *data;
} View;

typedef struct {
    View head;
    PyObject *owner;
} OwningView;

static void view_dealloc(PyObject *op)
{
    Py_XDECREF(((OwningView *)op)->owner);
    PyObject_Free(op);
}

static PyTypeObject View_Type = { /* expect: container-without-gc warning View_Type owner */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.View",
    .tp_basicsize = sizeof(View),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = view_dealloc,
};

static PyObject *make_view(PyObject *module, PyObject *owner)
{
    OwningView *self = PyObject_Malloc(sizeof(OwningView));
    if (self == NULL)
        return PyErr_NoMemory();
    PyObject_Init((PyObject *)self, &View_Type);
    self->head.data = NULL;
    self->owner = Py_NewRef(owner);
    return (PyObject *)self;
}

static PyMethodDef functions[] = {{"make_view", make_view, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&View_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
