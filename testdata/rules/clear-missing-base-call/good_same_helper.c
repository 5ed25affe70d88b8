/* expect: nothing */
#include <Python.h>

/* PyDict_Clear() is what the tp_clear of dict calls. */
typedef struct {
    PyDictObject dict;
    PyObject *observer;
} ObservedDict;

static int observed_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((ObservedDict *)op)->observer);
    return PyDict_Type.tp_traverse(op, visit, arg);
}

static int observed_clear(PyObject *op)
{
    Py_CLEAR(((ObservedDict *)op)->observer);
    PyDict_Clear(op);
    return 0;
}

static void observed_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((ObservedDict *)op)->observer);
    PyDict_Type.tp_dealloc(op);
}

static PyObject *observed_set(PyObject *op, PyObject *value)
{
    ObservedDict *self = (ObservedDict *)op;
    Py_XSETREF(self->observer, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef observed_methods[] = {{"set", observed_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject ObservedDict_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.ObservedDict",
    .tp_basicsize = sizeof(ObservedDict),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &PyDict_Type,
    .tp_traverse = observed_traverse,
    .tp_clear = observed_clear,
    .tp_dealloc = observed_dealloc,
    .tp_methods = observed_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&ObservedDict_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&ObservedDict_Type);
    if (PyModule_AddObject(result, "ObservedDict", (PyObject *)&ObservedDict_Type) < 0) {
        Py_DECREF(&ObservedDict_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
