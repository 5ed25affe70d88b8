/* The library's struct holds a reference to the instance it belongs to, which the library gives back when it lets go of the struct. Until
 * then tp_dealloc does not run. */
/* expect: nothing */
/* allow: container-without-gc */
#include <Python.h>

typedef struct {
    void (*release)(void *);
    PyObject *owner;
    PyObject *opened;
} Backend;

typedef struct {
    PyObject_HEAD
    Backend *backend;
} Store;

void library_register(Backend *backend);

static void backend_release(void *memory)
{
    Backend *backend = memory;
    Py_DECREF(backend->owner);
}

static int store_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    Store *self = (Store *)op;
    Backend *backend = PyMem_Calloc(1, sizeof *backend);
    if (!backend)
        return -1;
    backend->owner = op;
    Py_INCREF(op);
    backend->opened = PyObject_GetAttrString(op, "opened");
    backend->release = backend_release;
    self->backend = backend;
    library_register(backend);
    return 0;
}

static void store_dealloc(PyObject *op)
{
    Store *self = (Store *)op;
    if (self->backend) {
        Py_CLEAR(self->backend->opened);
        PyMem_Free(self->backend);
    }
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Store_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Store",
    .tp_basicsize = sizeof(Store),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = store_dealloc,
    .tp_init = store_init,
    .tp_new = PyType_GenericNew,
};

int fixture_ready(void)
{
    return PyType_Ready(&Store_Type);
}
