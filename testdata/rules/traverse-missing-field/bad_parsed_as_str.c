#include <Python.h>

/* Each place is filled by its own unit of the format: "U" and "O!" with a type of strings let only those pass. */
typedef struct {
    PyObject_HEAD
    PyObject *owner;
    PyObject *name;
    PyObject *key;
} Observer;

static int observer_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field warning Observer_Type owner */
{ /* expect@-1: traverse-missing-field note Observer_Type name */
    return 0; /* expect@-2: traverse-missing-field note Observer_Type key */
}

static int observer_clear(PyObject *op)
{
    Observer *self = (Observer *)op;
    Py_CLEAR(self->owner);
    Py_CLEAR(self->name);
    Py_CLEAR(self->key);
    return 0;
}

static void observer_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    observer_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *observer_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"owner", "name", "depth", "key", NULL};
    PyObject *owner, *name, *key = NULL;
    int depth = 0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OU|i$O!:Observer", names, &owner, &name, &depth, &PyUnicode_Type, &key))
        return NULL;
    Observer *self = (Observer *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->owner = Py_NewRef(owner);
    self->name = Py_NewRef(name);
    self->key = Py_XNewRef(key);
    return (PyObject *)self;
}

static PyTypeObject Observer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Observer",
    .tp_basicsize = sizeof(Observer),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = observer_traverse,
    .tp_clear = observer_clear,
    .tp_dealloc = observer_dealloc,
    .tp_new = observer_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddType(result, &Observer_Type) < 0)
        Py_CLEAR(result);
    return result;
}
