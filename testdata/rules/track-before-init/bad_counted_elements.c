#include <Python.h>

typedef struct {
    PyObject *parent;
    Py_ssize_t child;
} Step;

typedef struct {
    PyObject_HEAD
    Step *stack;
    Py_ssize_t used;
    PyObject *root;
} Walk;

static PyTypeObject Walk_Type;

static PyObject *make_walk(PyObject *module, PyObject *root)
{
    Walk *self = PyObject_GC_New(Walk, &Walk_Type);
    if (self == NULL)
        return NULL;
    self->root = Py_NewRef(root);
    PyObject_GC_Track(self); /* expect: track-before-init error Walk_Type stack[*].parent */
    self->stack = PyMem_New(Step, 8);
    if (self->stack == NULL) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    self->stack[0].parent = Py_NewRef(root);
    self->stack[0].child = 0;
    self->used = 1;
    return (PyObject *)self;
}

static int walk_traverse(PyObject *op, visitproc visit, void *arg)
{
    Walk *self = (Walk *)op;
    Py_ssize_t i = self->used;
    while (i--)
        Py_VISIT(self->stack[i].parent);
    Py_VISIT(self->root);
    return 0;
}

static int walk_clear(PyObject *op)
{
    Walk *self = (Walk *)op;
    while (self->used > 0) {
        self->used--;
        Py_CLEAR(self->stack[self->used].parent);
    }
    Py_CLEAR(self->root);
    return 0;
}

static void walk_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    walk_clear(op);
    PyMem_Free(((Walk *)op)->stack);
    PyObject_GC_Del(op);
}

static PyTypeObject Walk_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Walk",
    .tp_basicsize = sizeof(Walk),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = walk_traverse,
    .tp_clear = walk_clear,
    .tp_dealloc = walk_dealloc,
};

static PyMethodDef functions[] = {{"make_walk", make_walk, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Walk_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
