/* What an assertion compares the instance's type with is this type or one of its bases, those of the interpreter too. */
#undef NDEBUG
#include <Python.h>
#include <assert.h>

typedef struct {
    PyException_HEAD
    PyObject *value;
} Stop;

static PyTypeObject Stop_Type;
/* As the interpreter itself defines it. */
PyObject *PyExc_StopAsyncIteration = (PyObject *)&Stop_Type;

static Stop *as_stop(PyObject *op)
{
    assert(PyObject_TypeCheck(op, (PyTypeObject *)PyExc_StopAsyncIteration));
    return (Stop *)op;
}

static int stop_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    if (((PyTypeObject *)PyExc_Exception)->tp_init(op, args, kwargs) < 0)
        return -1;
    Stop *self = as_stop(op);
    Py_XSETREF(self->value, Py_NewRef(args));
    return 0;
}

static int stop_traverse(PyObject *op, visitproc visit, void *arg) /* expect: nothing */
{
    Stop *self = as_stop(op);
    Py_VISIT(self->value);
    return ((PyTypeObject *)PyExc_Exception)->tp_traverse(op, visit, arg);
}

static int stop_clear(PyObject *op)
{
    Stop *self = as_stop(op);
    Py_CLEAR(self->value);
    return ((PyTypeObject *)PyExc_Exception)->tp_clear(op);
}

static void stop_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    stop_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Stop_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Stop",
    .tp_basicsize = sizeof(Stop),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_dealloc = stop_dealloc,
    .tp_traverse = stop_traverse,
    .tp_clear = stop_clear,
    .tp_init = stop_init,
};

/* Derived from an OSError, which gclint's table of the interpreter's types does not say. */
typedef struct {
    PyOSErrorObject base;
    PyObject *peer;
} Refused;

static Refused *as_refused(PyObject *op)
{
    assert(PyObject_TypeCheck(op, (PyTypeObject *)PyExc_OSError));
    return (Refused *)op;
}

static int refused_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    if (((PyTypeObject *)PyExc_ConnectionRefusedError)->tp_init(op, args, kwargs) < 0)
        return -1;
    Py_XSETREF(as_refused(op)->peer, Py_NewRef(args));
    return 0;
}

static int refused_traverse(PyObject *op, visitproc visit, void *arg)
{
    Refused *self = as_refused(op);
    Py_VISIT(self->peer);
    return ((PyTypeObject *)PyExc_ConnectionRefusedError)->tp_traverse(op, visit, arg);
}

static int refused_clear(PyObject *op)
{
    Refused *self = as_refused(op);
    Py_CLEAR(self->peer);
    return ((PyTypeObject *)PyExc_ConnectionRefusedError)->tp_clear(op);
}

static void refused_dealloc(PyObject *op)
{
    Refused *self = as_refused(op);
    PyObject_GC_UnTrack(op);
    Py_CLEAR(self->peer);
    PyObject_GC_Track(op); /* as the deallocator of the base expects it */
    ((PyTypeObject *)PyExc_ConnectionRefusedError)->tp_dealloc(op);
}

static PyTypeObject Refused_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Refused",
    .tp_basicsize = sizeof(Refused),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_dealloc = refused_dealloc,
    .tp_traverse = refused_traverse,
    .tp_clear = refused_clear,
    .tp_init = refused_init,
};

int fixture_ready(void);

int fixture_ready(void)
{
    Stop_Type.tp_base = (PyTypeObject *)PyExc_Exception;
    Refused_Type.tp_base = (PyTypeObject *)PyExc_ConnectionRefusedError;
    return PyType_Ready(&Stop_Type) < 0 ? -1 : PyType_Ready(&Refused_Type);
}
