/* expect: nothing */
#include <Python.h>

/* A weak reference object that the instance made is an ordinary owned object. */
typedef struct {
    PyObject_HEAD
    PyObject *subject;
} Observer;

static int observer_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Observer *)op)->subject);
    return 0;
}

static int observer_clear(PyObject *op)
{
    Py_CLEAR(((Observer *)op)->subject);
    return 0;
}

static void observer_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    observer_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *observer_watch(PyObject *op, PyObject *subject)
{
    PyObject *reference = PyWeakref_NewRef(subject, NULL);
    if (reference == NULL)
        return NULL;
    Py_XSETREF(((Observer *)op)->subject, reference);
    Py_RETURN_NONE;
}

static PyMethodDef observer_methods[] = {
    {"watch", observer_watch, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Observer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Observer",
    .tp_basicsize = sizeof(Observer),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = observer_traverse,
    .tp_clear = observer_clear,
    .tp_dealloc = observer_dealloc,
    .tp_methods = observer_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Observer_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Observer_Type);
    if (PyModule_AddObject(result, "Observer", (PyObject *)&Observer_Type) < 0) {
        Py_DECREF(&Observer_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
