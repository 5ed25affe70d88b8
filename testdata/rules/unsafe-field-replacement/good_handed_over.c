/* expect: nothing */
#include <Python.h>

/* The old value moves into the new one: nothing is destroyed. */
typedef struct {
    PyObject_HEAD
    PyObject *data;
} Builder;

static int builder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Builder *)op)->data);
    return 0;
}

static int builder_clear(PyObject *op)
{
    Py_CLEAR(((Builder *)op)->data);
    return 0;
}

static void builder_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    builder_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *builder_add(PyObject *op, PyObject *value)
{
    Builder *self = (Builder *)op;
    if (self->data == NULL) {
        self->data = Py_NewRef(value);
        Py_RETURN_NONE;
    }
    PyObject *list = PyList_New(2);
    if (list == NULL)
        return NULL;
    PyList_SET_ITEM(list, 0, self->data);
    PyList_SET_ITEM(list, 1, Py_NewRef(value));
    self->data = list;
    Py_RETURN_NONE;
}

static PyMethodDef builder_methods[] = {
    {"add", builder_add, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Builder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Builder",
    .tp_basicsize = sizeof(Builder),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = builder_traverse,
    .tp_clear = builder_clear,
    .tp_dealloc = builder_dealloc,
    .tp_methods = builder_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Builder_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Builder_Type);
    if (PyModule_AddObject(result, "Builder", (PyObject *)&Builder_Type) < 0) {
        Py_DECREF(&Builder_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
