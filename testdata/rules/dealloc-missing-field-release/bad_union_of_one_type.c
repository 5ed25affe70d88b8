#include <Python.h>

/* No other type shares the struct: both members of the union are this type's, and only one is released. */
typedef struct {
    PyObject_HEAD
    int is_pair;
    union {
        PyObject *callback;
        struct {
            PyObject *key, *value;
        } pair;
    } u;
} Box;

static int box_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field warning Box_Type u.pair.value */
{
    Py_VISIT(((Box *)op)->u.callback);
    return 0;
}

static int box_clear(PyObject *op) /* expect: clear-missing-field note Box_Type u.pair.value */
{
    Py_CLEAR(((Box *)op)->u.callback);
    return 0;
}

static void box_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Box_Type u.pair.value */
{
    PyObject_GC_UnTrack(op);
    box_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *box_pair(PyTypeObject *type, PyObject *args)
{
    PyObject *key, *value;
    if (!PyArg_ParseTuple(args, "OO", &key, &value))
        return NULL;
    Box *self = (Box *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->is_pair = 1;
    Py_INCREF(key);
    Py_INCREF(value);
    self->u.pair.key = key;
    self->u.pair.value = value;
    return (PyObject *)self;
}

static PyMethodDef box_methods[] = {
    {"pair", (PyCFunction)box_pair, METH_VARARGS | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = box_traverse,
    .tp_clear = box_clear,
    .tp_dealloc = box_dealloc,
    .tp_methods = box_methods,
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Box_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Box", (PyObject *)&Box_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
