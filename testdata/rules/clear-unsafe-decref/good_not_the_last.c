/* expect: nothing */
#include <Python.h>

/* Who holds more than one reference of an object destroys nothing by dropping one; the last ones go to a list first. */
typedef struct {
    PyObject_HEAD
    PyObject *owner;
} Stack;

static int stack_traverse(PyObject *op, visitproc visit, void *arg)
{
    Stack *self = (Stack *)op;
    Py_VISIT(self->owner);
    return 0;
}

static int stack_clear(PyObject *op)
{
    Stack *self = (Stack *)op;
    PyObject *last = NULL;
    if (self->owner != NULL) {
        if (Py_REFCNT(self->owner) > 1)
            Py_DECREF(self->owner);
        else
            last = self->owner;
        self->owner = NULL;
    }
    Py_XDECREF(last);
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
    Py_XSETREF(self->owner, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef stack_methods[] = {
    {"push", stack_push, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Stack_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Stack",
    .tp_basicsize = sizeof(Stack),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = stack_traverse,
    .tp_clear = stack_clear,
    .tp_dealloc = stack_dealloc,
    .tp_methods = stack_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Stack_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Stack_Type);
    if (PyModule_AddObject(result, "Stack", (PyObject *)&Stack_Type) < 0) {
        Py_DECREF(&Stack_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
