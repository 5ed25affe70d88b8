/* expect: nothing */
#include <Python.h>

/* What the fields hold cannot be part of a cycle. */
typedef struct {
    PyObject_HEAD
    PyObject *name;
    PyObject *count;
} Label;

static int label_traverse(PyObject *op, visitproc visit, void *arg)
{
    Label *self = (Label *)op;
    Py_VISIT(self->name);
    Py_VISIT(self->count);
    return 0;
}

static void label_dealloc(PyObject *op)
{
    Label *self = (Label *)op;
    PyObject_GC_UnTrack(op);
    Py_CLEAR(self->name);
    Py_CLEAR(self->count);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *label_set(PyObject *op, PyObject *args)
{
    const char *name;
    long count;
    if (!PyArg_ParseTuple(args, "sl", &name, &count))
        return NULL;
    Label *self = (Label *)op;
    Py_XSETREF(self->name, PyUnicode_FromString(name));
    Py_XSETREF(self->count, PyLong_FromLong(count));
    Py_RETURN_NONE;
}

static PyMethodDef label_methods[] = {{"set", label_set, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Label_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Label",
    .tp_basicsize = sizeof(Label),
    .tp_dealloc = label_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = label_traverse,
    .tp_methods = label_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Label_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Label_Type);
    if (PyModule_AddObject(result, "Label", (PyObject *)&Label_Type) < 0) {
        Py_DECREF(&Label_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
