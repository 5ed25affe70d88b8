/* allow: traverse-skips-fields */
#include <Python.h>

/* What has been cleared already is not cleared again; the pointer that is kept is not followed. */
typedef struct {
    PyObject_HEAD
    PyObject *fields;
    PyObject **types;
} Layout;

static int layout_traverse(PyObject *op, visitproc visit, void *arg)
{
    Layout *self = (Layout *)op;
    if (self->fields == NULL)
        return 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(self->fields); i++)
        Py_VISIT(self->types[i]);
    Py_VISIT(self->fields);
    return 0;
}

static int layout_clear(PyObject *op)
{
    Layout *self = (Layout *)op;
    if (self->fields == NULL)
        return 0;
    Py_ssize_t count = PyTuple_GET_SIZE(self->fields);
    Py_CLEAR(self->fields);
    for (Py_ssize_t i = 0; i < count; i++)
        Py_XDECREF(self->types[i]); /* expect: clear-unsafe-decref note Layout_Type types[*] */
    PyMem_Free(self->types);
    return 0;
}

static void layout_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    layout_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *layout_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *fields, *of_all;
    if (!PyArg_ParseTuple(args, "O!O", &PyTuple_Type, &fields, &of_all))
        return NULL;
    Py_ssize_t count = PyTuple_GET_SIZE(fields);
    PyObject **types = PyMem_New(PyObject *, count);
    if (types == NULL)
        return PyErr_NoMemory();
    Layout *self = (Layout *)type->tp_alloc(type, 0);
    if (self == NULL) {
        PyMem_Free(types);
        return NULL;
    }
    self->types = types;
    for (Py_ssize_t i = 0; i < count; i++)
        self->types[i] = Py_NewRef(of_all);
    self->fields = Py_NewRef(fields);
    return (PyObject *)self;
}

static PyTypeObject Layout_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Layout",
    .tp_basicsize = sizeof(Layout),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = layout_traverse,
    .tp_clear = layout_clear,
    .tp_dealloc = layout_dealloc,
    .tp_new = layout_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Layout_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Item", (PyObject *)&Layout_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
