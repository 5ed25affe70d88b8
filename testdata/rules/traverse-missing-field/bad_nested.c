#include <Python.h>

/* References in an embedded struct, in a separate block and in an array of it. */
typedef struct {
    PyObject *hook;
    Py_ssize_t calls;
} Hook;

typedef struct {
    PyObject *owner;
    Py_ssize_t size;
    PyObject *items[8];
} Extra;

typedef struct {
    PyObject_HEAD
    Hook before;
    Hook after;
    Extra *extra;
} Machine;

/* expect@+3: traverse-missing-field warning Machine_Type after.hook */
/* expect@+2: traverse-missing-field warning Machine_Type extra->owner */
/* expect@+1: traverse-missing-field warning Machine_Type extra->items[*] */
static int machine_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Machine *)op)->before.hook);
    return 0;
}

static int machine_clear(PyObject *op)
{
    Machine *self = (Machine *)op;
    Py_CLEAR(self->before.hook);
    Py_CLEAR(self->after.hook);
    if (self->extra != NULL) {
        Py_CLEAR(self->extra->owner);
        for (Py_ssize_t i = 0; i < self->extra->size; i++)
            Py_CLEAR(self->extra->items[i]);
        self->extra->size = 0;
    }
    return 0;
}

static void machine_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    machine_clear(op);
    PyMem_Free(((Machine *)op)->extra);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *machine_hooks(PyObject *op, PyObject *args)
{
    Machine *self = (Machine *)op;
    PyObject *before, *after;
    if (!PyArg_ParseTuple(args, "OO", &before, &after))
        return NULL;
    Py_XSETREF(self->before.hook, Py_NewRef(before));
    Py_XSETREF(self->after.hook, Py_NewRef(after));
    Py_RETURN_NONE;
}

static PyObject *machine_push(PyObject *op, PyObject *value)
{
    Machine *self = (Machine *)op;
    if (self->extra == NULL) {
        self->extra = PyMem_Calloc(1, sizeof(Extra));
        if (self->extra == NULL)
            return PyErr_NoMemory();
        self->extra->owner = Py_NewRef(value);
    }
    if (self->extra->size < 8) {
        self->extra->items[self->extra->size] = Py_NewRef(value);
        self->extra->size++;
    }
    Py_RETURN_NONE;
}

static PyMethodDef machine_methods[] = {
    {"hooks", machine_hooks, METH_VARARGS, NULL},
    {"push", machine_push, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Machine_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Machine",
    .tp_basicsize = sizeof(Machine),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = machine_traverse,
    .tp_clear = machine_clear,
    .tp_dealloc = machine_dealloc,
    .tp_methods = machine_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Machine_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Machine_Type);
    if (PyModule_AddObject(result, "Machine", (PyObject *)&Machine_Type) < 0) {
        Py_DECREF(&Machine_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
