#include <Python.h>
#include <stddef.h>

/* The instance points to a struct of a C library that is a part of another object, and owns a reference to that object. */
struct engine;

struct handle {
    struct engine *engine;
};

struct engine *engine_of(const struct handle *handle);
struct handle *handle_make(struct engine *engine);

struct engine {
    int number;
};

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    struct engine engine;
} Engine;

typedef struct {
    PyObject_HEAD
    struct handle *handle;
} Handle;

typedef struct {
    PyObject_HEAD
    struct handle *handle;
} Watcher;

#define OBJECT_AROUND(pointer) ((Engine *)((char *)(pointer) - offsetof(Engine, engine)))

static PyTypeObject Engine_Type, Handle_Type, Watcher_Type;

static int engine_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Engine *)op)->callback);
    return 0;
}

static int engine_clear(PyObject *op)
{
    Py_CLEAR(((Engine *)op)->callback);
    return 0;
}

static void engine_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    engine_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int engine_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *callback;
    if (!PyArg_ParseTuple(args, "O", &callback))
        return -1;
    Py_XSETREF(((Engine *)op)->callback, Py_NewRef(callback));
    return 0;
}

static void handle_dealloc(PyObject *op)
{
    Handle *self = (Handle *)op;
    if (self->handle)
        Py_DECREF(OBJECT_AROUND(self->handle->engine));
    Py_TYPE(op)->tp_free(op);
}

static void watcher_dealloc(PyObject *op)
{
    Watcher *self = (Watcher *)op;
    PyObject_GC_UnTrack(op);
    if (self->handle) {
        Engine *engine = OBJECT_AROUND(engine_of(self->handle));
        Py_DECREF(engine);
    }
    Py_TYPE(op)->tp_free(op);
}

/* The same object, reached in the same way. */
static int watcher_traverse(PyObject *op, visitproc visit, void *arg)
{
    Watcher *self = (Watcher *)op;
    if (self->handle)
        Py_VISIT(OBJECT_AROUND(engine_of(self->handle)));
    return 0;
}

static PyTypeObject Engine_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Engine",
    .tp_basicsize = sizeof(Engine),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = engine_traverse,
    .tp_clear = engine_clear,
    .tp_dealloc = engine_dealloc,
    .tp_init = engine_init,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Handle_Type = { /* expect: container-without-gc warning Handle_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handle",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = handle_dealloc,
};

static PyTypeObject Watcher_Type = { /* expect: missing-clear note Watcher_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = watcher_traverse,
    .tp_dealloc = watcher_dealloc,
};

static PyObject *watch(PyObject *module, PyObject *engine)
{
    if (!PyObject_TypeCheck(engine, &Engine_Type))
        return PyErr_Format(PyExc_TypeError, "an engine is expected");
    Watcher *self = (Watcher *)Watcher_Type.tp_alloc(&Watcher_Type, 0);
    if (self == NULL)
        return NULL;
    self->handle = handle_make(&((Engine *)engine)->engine);
    Py_INCREF(engine);
    return (PyObject *)self;
}

static PyObject *hold(PyObject *module, PyObject *engine)
{
    if (!PyObject_TypeCheck(engine, &Engine_Type))
        return PyErr_Format(PyExc_TypeError, "an engine is expected");
    Handle *self = (Handle *)Handle_Type.tp_alloc(&Handle_Type, 0);
    if (self == NULL)
        return NULL;
    self->handle = handle_make(&((Engine *)engine)->engine);
    Py_INCREF(engine);
    return (PyObject *)self;
}

static PyMethodDef methods[] = {{"watch", watch, METH_O, NULL}, {"hold", hold, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Engine_Type) < 0 || PyType_Ready(&Handle_Type) < 0 || PyType_Ready(&Watcher_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Item", (PyObject *)&Engine_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
