#include <Python.h>

/* What the function returns says nothing of the fields, or of another one. */
typedef struct {
    PyObject_HEAD
    PyObject *target;
    PyObject *hook;
} Holder;

static int has_target(const Holder *self)
{
    return Py_REFCNT(self) != 0;
}

static int lacks_hook(const Holder *self)
{
    return self->target == NULL;
}

static int knows_target(const Holder *self)
{
    return has_target(self);
}

static int holder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Holder *self = (Holder *)op;
    int result = 0;
    if (knows_target(self))
        result = visit(self->target, arg); /* expect: traverse-visit-null Holder_Type target */ /* expect: traverse-skips-fields note Holder_Type target */
    if (result)
        return result;
    if (!lacks_hook(self))
        result = visit(self->hook, arg); /* expect: traverse-visit-null Holder_Type hook */
    return result;
}

static int holder_clear(PyObject *op)
{
    Holder *self = (Holder *)op;
    Py_CLEAR(self->target);
    Py_CLEAR(self->hook);
    return 0;
}

static void holder_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    holder_clear(op);
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
    if (result && PyModule_AddObjectRef(result, "Holder", (PyObject *)&Holder_Type) < 0)
        Py_CLEAR(result);
    return result;
}
