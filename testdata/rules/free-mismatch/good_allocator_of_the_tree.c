/* expect: nothing */
/* A tree that brings the interpreter's allocator along defines what stands in the slot, PyObject_Free(): its body sorts memory, and frees
 * no instance with the function of another domain. */
#include <Python.h>

extern int arena_take_back(void *memory);

static void give_back(void *memory)
{
    if (memory != NULL && !arena_take_back(memory))
        PyMem_RawFree(memory);
}

void PyObject_Free(void *memory)
{
    give_back(memory);
}

typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
} Counter;

static PyObject *counter_next(PyObject *op)
{
    return PyLong_FromSsize_t(((Counter *)op)->index++);
}

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = (destructor)PyObject_Free,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = counter_next,
};

PyObject *counter_from(PyObject *module, PyObject *start)
{
    Counter *self = PyObject_New(Counter, &Counter_Type);
    (void)module;
    if (self == NULL)
        return NULL;
    self->index = PyLong_AsSsize_t(start);
    return (PyObject *)self;
}

static PyMethodDef methods[] = {{"counter", counter_from, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyType_Ready(&Counter_Type) < 0 ? NULL : PyModule_Create(&module);
}
