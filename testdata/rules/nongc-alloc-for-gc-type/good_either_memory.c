/* expect: nothing */
#include <Python.h>

/* An allocator that serves subclasses too: the memory is of the kind that the type needs. */
typedef struct {
    PyObject_HEAD
    void *handle;
} Handle;

static PyObject *allocate(PyTypeObject *type, size_t size)
{
    PyObject *op = PyType_IS_GC(type) ? PyType_GenericAlloc(type, 0) : (PyObject *)PyObject_Malloc(size);
    if (op == NULL)
        return PyErr_NoMemory();
    if (PyType_IS_GC(type))
        return op;
    memset(op, 0, size);
    PyObject_Init(op, type);
    return op;
}

static PyObject *handle_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    return allocate(type, sizeof(Handle));
}

static PyTypeObject Handle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handle",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = handle_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handle_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Handle", (PyObject *)&Handle_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
