/* What the deallocator takes from a library and gives up again is not the instance's: the forgotten field stays forgotten. */
#include <Python.h>

PyObject *closing_log(const char *reason);

typedef struct {
    PyObject_HEAD
    PyObject *path;
    PyObject *encoder;
} Store;

static PyObject *store_set_encoder(PyObject *op, PyObject *encoder)
{
    Store *self = (Store *)op;
    Py_XSETREF(self->encoder, Py_NewRef(encoder));
    Py_RETURN_NONE;
}

static PyMethodDef store_methods[] = {
    {"set_encoder", store_set_encoder, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyObject *store_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    Store *self = (Store *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->path = PyUnicode_FromString("/");
    if (self->path == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static void store_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Store_Type encoder */
{
    Store *self = (Store *)op;
    PyObject *log = closing_log("deallocated");
    PyObject *entry = log ? PyTuple_New(1) : NULL;
    if (entry)
        PyTuple_SET_ITEM(entry, 0, Py_NewRef(log));
    Py_XDECREF(entry);
    Py_XDECREF(log);
    Py_XDECREF(self->path);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Store_Type = { /* expect: container-without-gc warning Store_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Store",
    .tp_basicsize = sizeof(Store),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = store_dealloc,
    .tp_methods = store_methods,
    .tp_new = store_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Store_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Store_Type);
    if (PyModule_AddObject(result, "Store", (PyObject *)&Store_Type) < 0) {
        Py_DECREF(&Store_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
