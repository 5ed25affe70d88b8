/* Instances of the type are of one struct of a family or of another, which begin alike. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    char *data;
    int is_closure;
} Data;

typedef struct {
    Data head;
    PyObject *owner;
} OwnedData;

typedef struct {
    Data head;
    void *code;
    PyObject *callback;
} ClosureData;

static int data_traverse(PyObject *op, visitproc visit, void *arg)
{
    /* expect@-2: traverse-missing-field warning Data_Type callback */
    if (!((Data *)op)->is_closure)
        Py_VISIT(((OwnedData *)op)->owner);
    return 0;
}

static int data_clear(PyObject *op)
{
    if (((Data *)op)->is_closure)
        Py_CLEAR(((ClosureData *)op)->callback);
    else
        Py_CLEAR(((OwnedData *)op)->owner);
    return 0;
}

static void data_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    data_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Data_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Data",
    .tp_basicsize = sizeof(OwnedData),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = data_traverse,
    .tp_clear = data_clear,
    .tp_dealloc = data_dealloc,
};

/* Makes an instance with a GC header; where it comes from is no matter here. */
PyObject *make_larger(PyTypeObject *type, size_t size);

static PyObject *make(PyObject *module, PyObject *callback)
{
    ClosureData *self = (ClosureData *)make_larger(&Data_Type, sizeof(ClosureData));
    if (self == NULL)
        return NULL;
    self->head.data = NULL;
    self->head.is_closure = 1;
    self->code = NULL;
    self->callback = Py_NewRef(callback);
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyMethodDef methods[] = {{"make", make, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Data_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
