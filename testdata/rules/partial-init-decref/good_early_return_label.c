/* What the deallocator releases hangs on a state, which is set when the object is made; a helper asks for it by returning early.
 * What it does behind a label is reached in that state only, too. */
#include <Python.h>

enum { IDLE = 4 };

typedef struct {
    PyObject_HEAD
    PyObject *name;
    int state;
    PyObject *locals;
} Runner;

static PyTypeObject Runner_Type;

static void clear_locals(Runner *self)
{
    if (self->state == IDLE)
        return;
    if (self->name == NULL)
        goto without_name;
    self->state = IDLE;
without_name:
    Py_CLEAR(self->locals);
}

static void runner_dealloc(PyObject *op)
{
    Runner *self = (Runner *)op;
    PyObject_GC_UnTrack(self);
    clear_locals(self);
    Py_CLEAR(self->name);
    PyObject_GC_Del(self);
}

static int runner_traverse(PyObject *op, visitproc visit, void *arg)
{
    Runner *self = (Runner *)op;
    Py_VISIT(self->name);
    if (self->state != IDLE)
        Py_VISIT(self->locals);
    return 0;
}

static int runner_clear(PyObject *op)
{
    Runner *self = (Runner *)op;
    clear_locals(self);
    Py_CLEAR(self->name);
    return 0;
}

static PyObject *make_idle(PyObject *name)
{
    Runner *self = PyObject_GC_New(Runner, &Runner_Type);
    if (self == NULL)
        return NULL;
    self->state = IDLE;
    self->name = Py_NewRef(name);
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

PyObject *make_runner(PyObject *name, int limit);

PyObject *make_runner(PyObject *name, int limit)
{
    PyObject *self = make_idle(name);
    if (self == NULL)
        return NULL;
    PyObject *locals = PyList_New(limit);
    if (locals == NULL) {
        Py_DECREF(self); /* expect: nothing */
        return NULL;
    }
    ((Runner *)self)->locals = locals;
    ((Runner *)self)->state = 0;
    return self;
}

static PyTypeObject Runner_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Runner",
    .tp_basicsize = sizeof(Runner),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_dealloc = runner_dealloc,
    .tp_traverse = runner_traverse,
    .tp_clear = runner_clear,
};

int fixture_ready(void);

int fixture_ready(void)
{
    return PyType_Ready(&Runner_Type);
}
