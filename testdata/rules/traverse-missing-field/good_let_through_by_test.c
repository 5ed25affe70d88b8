/* expect: nothing */
#include <Python.h>

/* Tests that let nothing else through: by another value, and by a flag that is looked at later. */
typedef struct {
    PyObject_HEAD
    PyObject *item;
    PyObject *owner;
    Py_ssize_t index;
} Getter;

static PyObject *getter_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *item;
    int is_right = 1;
    if (!PyArg_UnpackTuple(args, "Getter", 1, 1, &item))
        return NULL;
    if (!PyLong_CheckExact(item))
        is_right = 0;
    if (!is_right) {
        PyErr_SetString(PyExc_TypeError, "an int is needed");
        return NULL;
    }
    Getter *self = (Getter *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(item);
    self->item = item;
    return (PyObject *)self;
}

static PyObject *getter_own(PyObject *op, PyObject *owner)
{
    Py_XSETREF(((Getter *)op)->owner, Py_NewRef(owner));
    Py_RETURN_NONE;
}

static int getter_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Getter *)op)->owner);
    return 0;
}

static int getter_clear(PyObject *op)
{
    Py_CLEAR(((Getter *)op)->item);
    Py_CLEAR(((Getter *)op)->owner);
    return 0;
}

static void getter_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    getter_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMethodDef getter_methods[] = {{"own", getter_own, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Getter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Getter",
    .tp_basicsize = sizeof(Getter),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = getter_traverse,
    .tp_clear = getter_clear,
    .tp_dealloc = getter_dealloc,
    .tp_methods = getter_methods,
    .tp_new = getter_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Getter_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Getter", (PyObject *)&Getter_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
