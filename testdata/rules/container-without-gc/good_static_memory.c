/* expect: nothing */
#include <Python.h>

/* All handles lead to one registry, a variable of the program: what stands in it is owned by no handle. */
struct entry {
    struct entry *next;
    long users;
    PyObject *value;
};

struct registry {
    struct entry *first;
};

static struct registry registry;

typedef struct {
    PyObject_HEAD
    struct registry *registry;
    long number;
} Handle;

static PyTypeObject Handle_Type;

static void drop(struct registry *from)
{
    struct entry *entry = from->first, *next = entry ? entry->next : NULL;
    int is_last = 0;
    if (entry && --entry->users == 0)
        is_last = 1;
    if (is_last) {
        from->first = next;
        Py_XDECREF(entry->value);
        PyMem_Free(entry);
    }
}

static void handle_dealloc(PyObject *op)
{
    struct registry *from = ((Handle *)op)->registry;
    PyObject_Free(op);
    drop(from);
}

static Handle *new_handle(struct registry *in)
{
    Handle *self = PyObject_New(Handle, &Handle_Type);
    if (self != NULL) {
        self->registry = in;
        self->number = 0;
    }
    return self;
}

static PyObject *register_object(PyObject *module, PyObject *value)
{
    struct entry *entry = PyMem_Malloc(sizeof *entry);
    if (entry == NULL)
        return PyErr_NoMemory();
    entry->value = Py_NewRef(value);
    entry->users = 1;
    entry->next = registry.first;
    registry.first = entry;
    return (PyObject *)new_handle(&registry);
}

static PyTypeObject Handle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handle",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = handle_dealloc,
};

static PyMethodDef methods[] = {{"register", register_object, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handle_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
