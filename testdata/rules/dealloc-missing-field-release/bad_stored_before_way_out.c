#include <Python.h>

/* The way out of an error, behind the return, gives back what was not stored: the reference that is stored is the instance's own. */
typedef struct {
    PyObject_HEAD
    PyObject *pool;
    Py_ssize_t *indices;
} Product;

static PyObject *product_make(PyTypeObject *type, PyObject *iterable)
{
    Product *self;
    Py_ssize_t *indices = NULL;
    PyObject *pool = PySequence_Tuple(iterable);
    if (pool == NULL)
        goto error;
    indices = PyMem_New(Py_ssize_t, PyTuple_GET_SIZE(pool) + 1);
    if (indices == NULL) {
        PyErr_NoMemory();
        goto error;
    }
    self = (Product *)type->tp_alloc(type, 0);
    if (self == NULL)
        goto error;
    self->pool = pool;
    self->indices = indices;
    return (PyObject *)self;

error:
    if (indices != NULL)
        PyMem_Free(indices);
    Py_XDECREF(pool);
    return NULL;
}

static PyObject *product_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *iterable;
    if (!PyArg_UnpackTuple(args, "Product", 1, 1, &iterable))
        return NULL;
    return product_make(type, iterable);
}

static int product_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Product *)op)->pool);
    return 0;
}

static void product_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Product_Type pool */
{
    PyObject_GC_UnTrack(op);
    PyMem_Free(((Product *)op)->indices);
    Py_TYPE(op)->tp_free(op);
}

/* expect@+1: missing-clear note Product_Type */
static PyTypeObject Product_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Product",
    .tp_basicsize = sizeof(Product),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = product_traverse,
    .tp_dealloc = product_dealloc,
    .tp_new = product_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Product_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Product", (PyObject *)&Product_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
