/* allow: clear-missing-field */
#include <Python.h>
#include <structmember.h>

/* The names pass through a struct of the constructor's, and what is stored says nothing of whose they are: tp_traverse does. */
typedef struct {
    PyObject *names;
    PyObject *encoded;
} Collected;

typedef struct {
    PyObject_HEAD
    PyObject *names;
    PyObject *encoded;
} Schema;

static int collect(Collected *found, PyObject *names)
{
    found->names = PySequence_Tuple(names);
    if (found->names == NULL)
        return -1;
    found->encoded = Py_NewRef(found->names);
    return 0;
}

static PyObject *schema_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Collected found = {NULL, NULL};
    PyObject *names;
    if (!PyArg_ParseTuple(args, "O", &names) || collect(&found, names) < 0)
        return NULL;
    Schema *self = (Schema *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(found.names);
        Py_XDECREF(found.encoded);
        return NULL;
    }
    self->names = found.names;
    self->encoded = found.encoded;
    return (PyObject *)self;
}

static int schema_traverse(PyObject *op, visitproc visit, void *arg)
{
    Schema *self = (Schema *)op;
    Py_VISIT(self->names);
    Py_VISIT(self->encoded);
    return 0;
}

static int schema_clear(PyObject *op)
{
    Schema *self = (Schema *)op;
    Py_CLEAR(self->names);
    return 0;
}

static void schema_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Schema_Type encoded */
{
    PyObject_GC_UnTrack(op);
    schema_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Schema_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Schema",
    .tp_basicsize = sizeof(Schema),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = schema_traverse,
    .tp_clear = schema_clear,
    .tp_dealloc = schema_dealloc,
    .tp_new = schema_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result == NULL || PyModule_AddType(result, &Schema_Type) < 0) {
        Py_XDECREF(result);
        return NULL;
    }
    return result;
}
