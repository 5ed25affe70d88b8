#include <Python.h>

/* A method of the type releases them as well, but that is no function that the engine could run when it goes. */
typedef struct Engine Engine;
extern Engine *engine_new(void);
extern void engine_add_function(Engine *engine, void *data);
extern void engine_free(Engine *engine);

typedef struct Node {
    PyObject *callable;
    struct Node *next;
} Node;

typedef struct {
    PyObject_HEAD
    Engine *engine;
    Node *nodes;
} Context;

static int context_traverse(PyObject *op, visitproc visit, void *arg)
{
    for (Node *node = ((Context *)op)->nodes; node != NULL; node = node->next)
        Py_VISIT(node->callable);
    return 0;
}

static int context_clear(PyObject *op)
{
    for (Node *node = ((Context *)op)->nodes; node != NULL; node = node->next)
        Py_CLEAR(node->callable);
    return 0;
}

static void context_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Context_Type nodes->callable */
{
    PyObject_GC_UnTrack(op);
    engine_free(((Context *)op)->engine);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *context_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    Context *self = (Context *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->engine = engine_new();
    return (PyObject *)self;
}

static PyObject *context_add(PyObject *op, PyObject *callable)
{
    Context *self = (Context *)op;
    Node *node = PyMem_Malloc(sizeof *node);
    if (node == NULL)
        return PyErr_NoMemory();
    node->callable = Py_NewRef(callable);
    node->next = self->nodes;
    self->nodes = node;
    engine_add_function(self->engine, node);
    Py_RETURN_NONE;
}

static PyObject *context_forget(PyObject *op, PyObject *unused)
{
    for (Node *node = ((Context *)op)->nodes; node != NULL; node = node->next) {
        PyObject *callable = node->callable;
        node->callable = NULL;
        Py_XDECREF(callable);
    }
    Py_RETURN_NONE;
}

static PyMethodDef context_methods[] = {
    {"add", context_add, METH_O, NULL}, {"forget", context_forget, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Context_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Context",
    .tp_basicsize = sizeof(Context),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = context_traverse,
    .tp_clear = context_clear,
    .tp_dealloc = context_dealloc,
    .tp_methods = context_methods,
    .tp_new = context_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Context_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Context_Type);
    if (PyModule_AddObject(result, "Context", (PyObject *)&Context_Type) < 0) {
        Py_DECREF(&Context_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
