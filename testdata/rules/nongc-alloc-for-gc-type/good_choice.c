/* expect: nothing */
#include <Python.h>

/* The program's own flag says which of the two ways the type needs; one allocator serves them all. */
typedef struct {
    PyObject_HEAD
    void *handle;
    PyObject *owner;
} Handle;

enum { IS_COLLECTED = 1 };

static unsigned flags_of(PyTypeObject *type)
{
    return type->tp_itemsize ? 0 : IS_COLLECTED;
}

static int is_collected(unsigned flags)
{
    return (flags & IS_COLLECTED) != 0;
}

static PyObject *handle_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    unsigned flags = flags_of(type);
    Handle *self;
    if (!is_collected(flags)) {
        self = (Handle *)PyObject_Malloc(sizeof(Handle));
        if (self == NULL)
            return PyErr_NoMemory();
        PyObject_Init((PyObject *)self, type);
    } else {
        self = (Handle *)PyType_GenericAlloc(type, 0);
        if (self == NULL)
            return NULL;
    }
    self->handle = NULL;
    self->owner = NULL;
    return (PyObject *)self;
}

static int handle_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handle *)op)->owner);
    return 0;
}

static int handle_clear(PyObject *op)
{
    Py_CLEAR(((Handle *)op)->owner);
    return 0;
}

static void handle_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    handle_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Handle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handle",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handle_traverse,
    .tp_clear = handle_clear,
    .tp_dealloc = handle_dealloc,
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
