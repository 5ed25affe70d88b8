/* Two pointers to structs of one kind: what is lent to one of them is owned through the other. */
/* expect: nothing */
/* allow: container-without-gc, surprise-finalizer-through-untraversed */
#include <Python.h>

struct route {
    const char *name;
    PyObject *handler;
};

typedef struct {
    PyObject_HEAD
    struct route *own;
    struct route *base;
} Router;

static struct route *find_route(const char *name)
{
    extern struct route *all_routes[];
    for (struct route **at = all_routes; *at; at++)
        if (strcmp((*at)->name, name) == 0)
            return *at;
    return NULL;
}

static int router_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    Router *self = (Router *)op;
    const char *base;
    if (!PyArg_ParseTuple(args, "s", &base))
        return -1;
    self->base = find_route(base);
    self->own = PyMem_Calloc(1, sizeof(struct route));
    if (self->own == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->own->handler = op;
    if (self->base && self->base->handler)
        Py_INCREF(self->base->handler);
    return 0;
}

static void router_dealloc(PyObject *op)
{
    Router *self = (Router *)op;
    if (self->base)
        Py_XDECREF(self->base->handler);
    PyMem_Free(self->own);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Router_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Router",
    .tp_basicsize = sizeof(Router),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = router_dealloc,
    .tp_init = router_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef router_module = {PyModuleDef_HEAD_INIT, .m_name = "router", .m_size = -1};

PyMODINIT_FUNC PyInit_router(void)
{
    if (PyType_Ready(&Router_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&router_module);
    if (module != NULL && PyModule_AddObjectRef(module, "Router", (PyObject *)&Router_Type) < 0)
        Py_CLEAR(module);
    return module;
}
