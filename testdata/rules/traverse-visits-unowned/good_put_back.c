/* expect: nothing */
#include <Python.h>

/* The field is emptied while what it held is in use, and filled with it again. Where it is filled first no source shows. */
typedef struct {
    PyObject_HEAD
    PyObject *inner;
    PyObject *result;
} Step;

PyObject *advance(PyObject *inner);
void begin(void *step);

static PyObject *step_next(PyObject *op)
{
    Step *self = (Step *)op;
    PyObject *inner = self->inner;
    self->inner = NULL;
    PyObject *value = advance(inner);
    if (value != NULL)
        self->inner = inner;
    return value;
}

static int step_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Step *)op)->inner);
    Py_VISIT(((Step *)op)->result);
    return 0;
}

static int step_clear(PyObject *op)
{
    Py_CLEAR(((Step *)op)->result);
    return 0;
}

static void step_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    step_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Step_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Step",
    .tp_basicsize = sizeof(Step),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = step_traverse,
    .tp_clear = step_clear,
    .tp_dealloc = step_dealloc,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = step_next,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Step_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
