/* expect: nothing */
#include <Python.h>

/* A harmless value in place of the old one breaks the cycle as well. */
typedef struct {
    PyObject_HEAD
    PyObject *target;
    PyObject *hook;
} Holder;

static int holder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Holder *)op)->target);
    Py_VISIT(((Holder *)op)->hook);
    return 0;
}

static void drop_hook(Holder *self)
{
    Py_CLEAR(self->hook);
}

static int holder_clear(PyObject *op)
{
    Holder *self = (Holder *)op;
    Py_XSETREF(self->target, Py_NewRef(Py_None));
    drop_hook(self);
    return 0;
}

static void holder_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Holder *)op)->target);
    Py_XDECREF(((Holder *)op)->hook);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *holder_set(PyObject *op, PyObject *args)
{
    Holder *self = (Holder *)op;
    PyObject *target, *hook;
    if (!PyArg_ParseTuple(args, "OO", &target, &hook))
        return NULL;
    Py_XSETREF(self->target, Py_NewRef(target));
    Py_XSETREF(self->hook, Py_NewRef(hook));
    Py_RETURN_NONE;
}

static PyMethodDef holder_methods[] = {{"set", holder_set, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Holder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Holder",
    .tp_basicsize = sizeof(Holder),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = holder_traverse,
    .tp_clear = holder_clear,
    .tp_dealloc = holder_dealloc,
    .tp_methods = holder_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Holder_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Holder_Type);
    if (PyModule_AddObject(result, "Holder", (PyObject *)&Holder_Type) < 0) {
        Py_DECREF(&Holder_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
