/* expect: nothing */
#include <Python.h>

/* The exception that a helper sets is dropped. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Box;

static int box_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Box *)op)->value);
    return 0;
}

static int box_check(Box *self)
{
    if (self->value == Py_None) {
        PyErr_SetString(PyExc_RuntimeError, "the box is empty");
        return -1;
    }
    return 0;
}

static int box_clear(PyObject *op)
{
    if (box_check((Box *)op) < 0)
        PyErr_Clear();
    Py_CLEAR(((Box *)op)->value);
    return 0;
}

static void box_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Box *)op)->value);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *box_set(PyObject *op, PyObject *value)
{
    Box *self = (Box *)op;
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef box_methods[] = {{"set", box_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = box_traverse,
    .tp_clear = box_clear,
    .tp_dealloc = box_dealloc,
    .tp_methods = box_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Box_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Box_Type);
    if (PyModule_AddObject(result, "Box", (PyObject *)&Box_Type) < 0) {
        Py_DECREF(&Box_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
