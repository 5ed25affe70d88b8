/* expect: nothing */
#include <Python.h>
#include <structmember.h>

/* The base comes last, in the return statement: nothing stands behind it. */
typedef struct {
    PyListObject list;
    PyObject *owner;
    PyObject *key;
} Stack;

static int stack_traverse(PyObject *op, visitproc visit, void *arg)
{
    Stack *self = (Stack *)op;
    Py_VISIT(self->owner);
    Py_VISIT(self->key);
    return PyList_Type.tp_traverse(op, visit, arg);
}

static int stack_clear(PyObject *op)
{
    Py_CLEAR(((Stack *)op)->owner);
    Py_CLEAR(((Stack *)op)->key);
    return PyList_Type.tp_clear(op);
}

static void stack_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Stack *)op)->owner);
    Py_CLEAR(((Stack *)op)->key);
    PyList_Type.tp_dealloc(op);
}

static PyMemberDef stack_members[] = {
    {"owner", T_OBJECT_EX, offsetof(Stack, owner), 0, NULL},
    {"key", T_OBJECT_EX, offsetof(Stack, key), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject Stack_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Stack",
    .tp_basicsize = sizeof(Stack),
    .tp_dealloc = stack_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = stack_traverse,
    .tp_clear = stack_clear,
    .tp_members = stack_members,
    .tp_base = &PyList_Type,
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
