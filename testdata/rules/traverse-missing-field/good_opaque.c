/* expect: nothing */
#include <Python.h>

/* Visits through a function pointer: nobody knows what is visited. */
typedef struct {
    PyObject_HEAD
    PyObject *context;
    int (*visit_context)(PyObject *context, visitproc visit, void *arg);
} Capsule;

static int capsule_traverse(PyObject *op, visitproc visit, void *arg)
{
    Capsule *self = (Capsule *)op;
    if (self->visit_context != NULL)
        return self->visit_context(self->context, visit, arg);
    return 0;
}

static int capsule_clear(PyObject *op)
{
    Py_CLEAR(((Capsule *)op)->context);
    return 0;
}

static void capsule_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    capsule_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *capsule_set(PyObject *op, PyObject *context)
{
    Py_XSETREF(((Capsule *)op)->context, Py_NewRef(context));
    Py_RETURN_NONE;
}

static PyMethodDef capsule_methods[] = {{"set", capsule_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Capsule_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Capsule",
    .tp_basicsize = sizeof(Capsule),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = capsule_traverse,
    .tp_clear = capsule_clear,
    .tp_dealloc = capsule_dealloc,
    .tp_methods = capsule_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Capsule_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Capsule_Type);
    if (PyModule_AddObject(result, "Capsule", (PyObject *)&Capsule_Type) < 0) {
        Py_DECREF(&Capsule_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
