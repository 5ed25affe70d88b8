/* One reference is taken, and two places refer to the object: the array owns it, and `top` is another way to it. */
/* expect: nothing */
#include <Python.h>

enum { DEPTH = 8 };

typedef struct {
    PyObject_HEAD
    PyObject *items[DEPTH];
    PyObject *top;
    int count;
} Stack;

static int stack_traverse(PyObject *op, visitproc visit, void *arg)
{
    for (int i = 0; i < DEPTH; i++)
        Py_VISIT(((Stack *)op)->items[i]);
    return 0;
}

static int stack_clear(PyObject *op)
{
    Stack *self = (Stack *)op;
    self->top = NULL;
    self->count = 0;
    for (int i = 0; i < DEPTH; i++)
        Py_CLEAR(self->items[i]);
    return 0;
}

static void stack_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    stack_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *stack_push(PyObject *op, PyObject *value)
{
    Stack *self = (Stack *)op;
    if (self->count == DEPTH) {
        PyErr_SetString(PyExc_OverflowError, "the stack is full");
        return NULL;
    }
    Py_INCREF(value);
    self->items[self->count++] = value;
    self->top = value;
    Py_RETURN_NONE;
}

static PyObject *stack_drop(PyObject *op, PyObject *unused)
{
    Stack *self = (Stack *)op;
    PyObject *value = self->top;
    if (value == NULL)
        Py_RETURN_NONE;
    self->items[--self->count] = NULL;
    self->top = self->count ? self->items[self->count - 1] : NULL;
    Py_DECREF(value);
    Py_RETURN_NONE;
}

static PyMethodDef stack_methods[] = {
    {"push", stack_push, METH_O, NULL},
    {"drop", stack_drop, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Stack_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Stack",
    .tp_basicsize = sizeof(Stack),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = PyType_GenericNew,
    .tp_traverse = stack_traverse,
    .tp_clear = stack_clear,
    .tp_dealloc = stack_dealloc,
    .tp_methods = stack_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Stack_Type) < 0)
        return NULL;
    PyObject *object = PyModule_Create(&module);
    if (object && PyModule_AddObjectRef(object, "Stack", (PyObject *)&Stack_Type) < 0)
        Py_CLEAR(object);
    return object;
}
