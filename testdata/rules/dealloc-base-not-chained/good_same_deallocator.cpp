/* expect: nothing */
/* The derived type has the deallocator of its base, and adds nothing. A member that is made from a template drops its reference in a
 * destructor of its own. */
#include <Python.h>

template <class T> struct Reference {
    T *object;
    ~Reference() { Py_CLEAR(object); }
};

struct State {
    Reference<PyObject> frame;
};

typedef struct {
    PyObject_HEAD
    State *state;
} Coroutine;

static int coroutine_traverse(PyObject *op, visitproc visit, void *arg)
{
    State *state = ((Coroutine *)op)->state;
    if (state != NULL)
        Py_VISIT(state->frame.object);
    return 0;
}

static int coroutine_clear(PyObject *op)
{
    State *state = ((Coroutine *)op)->state;
    if (state != NULL)
        Py_CLEAR(state->frame.object);
    return 0;
}

static void coroutine_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    delete ((Coroutine *)op)->state;
    ((Coroutine *)op)->state = NULL;
    Py_TYPE(op)->tp_free(op);
}

static PyObject *coroutine_new(PyTypeObject *type, PyObject *, PyObject *)
{
    Coroutine *self = (Coroutine *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->state = new State();
        self->state->frame.object = PyList_New(0);
    }
    return (PyObject *)self;
}

static PyTypeObject Coroutine_Type = {
    .ob_base = PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Coroutine",
    .tp_basicsize = sizeof(Coroutine),
    .tp_dealloc = coroutine_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = coroutine_traverse,
    .tp_clear = coroutine_clear,
    .tp_new = coroutine_new,
};

static PyTypeObject Fixed_Type = {
    .ob_base = PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Fixed",
    .tp_basicsize = sizeof(Coroutine),
    .tp_dealloc = coroutine_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = coroutine_traverse,
    .tp_clear = coroutine_clear,
    .tp_base = &Coroutine_Type,
    .tp_new = coroutine_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fixture", NULL, -1, NULL, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Coroutine_Type) < 0 || PyType_Ready(&Fixed_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
