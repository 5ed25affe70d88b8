/* expect: nothing */
/* allow: container-without-gc */
#include <Python.h>

/* The owner takes its pointer back before it lets go of the child, so that the child's finalizer finds NULL. */
typedef struct Owner Owner;

typedef struct {
    PyObject_HEAD
    Owner *owner;
} Child;

struct Owner {
    PyObject_HEAD
    Py_ssize_t deaths;
    Child *child;
};

static void child_finalize(PyObject *op)
{
    Child *self = (Child *)op;
    if (self->owner != NULL)
        self->owner->deaths++;
}

static void child_dealloc(PyObject *op)
{
    if (PyObject_CallFinalizerFromDealloc(op) < 0)
        return;
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Child_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Child",
    .tp_basicsize = sizeof(Child),
    .tp_dealloc = child_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_finalize = child_finalize,
};

static void owner_dealloc(PyObject *op)
{
    Owner *self = (Owner *)op;
    if (self->child != NULL)
        self->child->owner = NULL;
    Py_CLEAR(self->child);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *owner_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    Owner *self = (Owner *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->child = PyObject_New(Child, &Child_Type);
    if (self->child == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    self->child->owner = self;
    return (PyObject *)self;
}

static PyTypeObject Owner_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Owner",
    .tp_basicsize = sizeof(Owner),
    .tp_dealloc = owner_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = owner_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Child_Type) < 0 || PyType_Ready(&Owner_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Owner_Type);
    if (PyModule_AddObject(result, "Owner", (PyObject *)&Owner_Type) < 0) {
        Py_DECREF(&Owner_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
