/* A view of plain memory refers to no object, so no cycle goes through it. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    char block[512];
    PyObject *view;
} Block;

static PyObject *block_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Block *self = (Block *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->view = PyMemoryView_FromMemory(self->block, sizeof self->block, PyBUF_WRITE);
    if (self->view == NULL)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static PyObject *block_fill(PyObject *op, PyObject *read)
{
    return PyObject_CallOneArg(read, ((Block *)op)->view);
}

static void block_dealloc(PyObject *op)
{
    Py_CLEAR(((Block *)op)->view);
    Py_TYPE(op)->tp_free(op);
}

static PyMethodDef block_methods[] = {
    {"fill", block_fill, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Block_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Block",
    .tp_basicsize = sizeof(Block),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = block_dealloc,
    .tp_methods = block_methods,
    .tp_new = block_new,
};

static struct PyModuleDef block_module = {PyModuleDef_HEAD_INIT, .m_name = "block", .m_size = -1};

PyMODINIT_FUNC PyInit_block(void)
{
    if (PyType_Ready(&Block_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&block_module);
    if (module != NULL && PyModule_AddObjectRef(module, "Block", (PyObject *)&Block_Type) < 0)
        Py_CLEAR(module);
    return module;
}
