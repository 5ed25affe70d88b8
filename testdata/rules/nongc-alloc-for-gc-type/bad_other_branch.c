/* An empty pool is made by one function and a copy by hand, and the type of both is the same: no condition has to choose the memory. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *item;
} Pool;

static PyTypeObject Pool_Type;

static int pool_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Pool *)op)->item);
    return 0;
}

static int pool_clear(PyObject *op)
{
    Py_CLEAR(((Pool *)op)->item);
    return 0;
}

static void pool_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    pool_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *pool_empty(void)
{
    Pool *pool = PyObject_GC_New(Pool, &Pool_Type);
    if (pool == NULL)
        return NULL;
    pool->item = NULL;
    PyObject_GC_Track(pool);
    return (PyObject *)pool;
}

static PyObject *pool_copy(PyObject *op, PyObject *unused)
{
    Pool *self = (Pool *)op;
    if (self->item == NULL)
        return pool_empty();
    Pool *copy = PyObject_New(Pool, &Pool_Type); /* expect: nongc-alloc-for-gc-type error Pool_Type */
    if (copy == NULL)
        return NULL;
    copy->item = Py_NewRef(self->item);
    return (PyObject *)copy;
}

static PyObject *pool_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *item;
    if (!PyArg_ParseTuple(args, "O", &item))
        return NULL;
    Pool *self = (Pool *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->item = Py_NewRef(item);
    return (PyObject *)self;
}

static PyMethodDef pool_methods[] = {{"copy", pool_copy, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Pool_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Pool",
    .tp_basicsize = sizeof(Pool),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pool_traverse,
    .tp_clear = pool_clear,
    .tp_dealloc = pool_dealloc,
    .tp_methods = pool_methods,
    .tp_new = pool_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Pool_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Pool", (PyObject *)&Pool_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
