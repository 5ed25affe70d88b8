#include <Python.h>

typedef struct {
    PyObject_HEAD
} Row;

typedef struct {
    Row base;
    Py_ssize_t depth;
} Nested;

static PyTypeObject Row_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Row",
    .tp_basicsize = sizeof(Row),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
};

static PyTypeObject Nested_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Nested",
    .tp_basicsize = sizeof(Nested),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

/* Whether the type had a tp_traverse does not tell whether it is ready. */
static PyObject *make_inner(Py_ssize_t depth)
{
    if (!Nested_Type.tp_traverse)
        Nested_Type.tp_base = &Row_Type; /* expect: slot-set-after-ready error Nested_Type */
    if (PyType_Ready(&Nested_Type) < 0)
        return NULL;
    Nested *self = PyObject_New(Nested, &Nested_Type);
    if (self != NULL)
        self->depth = depth;
    return (PyObject *)self;
}

static PyObject *make_outer(PyObject *module, PyObject *unused)
{
    if (Nested_Type.tp_base == NULL)
        Nested_Type.tp_base = &Row_Type;
    if (PyType_Ready(&Nested_Type) < 0)
        return NULL;
    return make_inner(1);
}

static PyMethodDef functions[] = {
    {"make_outer", make_outer, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Row_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
