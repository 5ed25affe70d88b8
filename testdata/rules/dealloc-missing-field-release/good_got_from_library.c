/* What a function of a library returns for the instance may be its field. */
/* expect: nothing */
#include <Python.h>

PyObject *store_part(PyObject *store, int number);

typedef struct {
    PyObject_HEAD
    PyObject *path;
} Store;

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

static void store_dealloc(PyObject *op)
{
    Py_XDECREF(store_part(op, 0));
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Store_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Store",
    .tp_basicsize = sizeof(Store),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = store_dealloc,
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
