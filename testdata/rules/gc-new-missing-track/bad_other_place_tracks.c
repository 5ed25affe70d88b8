/* One place that makes instances tracks them; the other one forgets. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *container;
    Py_ssize_t position;
} Iterator;

static PyTypeObject Iterator_Type;

static PyObject *iterate(PyObject *container)
{
    Iterator *iterator = PyObject_GC_New(Iterator, &Iterator_Type);
    if (iterator == NULL) {
        return NULL;
    }
    Py_INCREF(container);
    iterator->container = container;
    iterator->position = 0;
    PyObject_GC_Track(iterator);
    return (PyObject *)iterator;
}

static PyObject *iterate_from(PyObject *container, Py_ssize_t position)
{
    Iterator *iterator = PyObject_GC_New(Iterator, &Iterator_Type); /* expect: gc-new-missing-track warning Iterator_Type */
    if (iterator == NULL) {
        return NULL;
    }
    Py_INCREF(container);
    iterator->container = container;
    iterator->position = position;
    return (PyObject *)iterator;
}

static PyObject *first(PyObject *module, PyObject *container)
{
    (void)module;
    return iterate(container);
}

static PyObject *second(PyObject *module, PyObject *container)
{
    (void)module;
    return iterate_from(container, 1);
}

static int iterator_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Iterator *)op)->container);
    return 0;
}

static int iterator_clear(PyObject *op)
{
    Py_CLEAR(((Iterator *)op)->container);
    return 0;
}

static void iterator_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    (void)iterator_clear(op);
    PyObject_GC_Del(op);
}

static PyTypeObject Iterator_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Iterator",
    .tp_basicsize = sizeof(Iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = iterator_traverse,
    .tp_clear = iterator_clear,
};

static PyMethodDef spam_methods[] = {{"first", first, METH_O, NULL}, {"second", second, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyModuleDef spam_module = {PyModuleDef_HEAD_INIT, .m_name = "spam", .m_size = -1, .m_methods = spam_methods};

PyMODINIT_FUNC PyInit_spam(void)
{
    if (PyType_Ready(&Iterator_Type) < 0) {
        return NULL;
    }
    return PyModule_Create(&spam_module);
}
