/* expect: nothing */
#include <Python.h>

/* Neither flag nor functions: all three come from the base. */
typedef struct {
    PyDictObject dict;
    Py_ssize_t hits;
} Counted;

static PyObject *counted_hit(PyObject *op, PyObject *ignored)
{
    return PyLong_FromSsize_t(++((Counted *)op)->hits);
}

static PyMethodDef counted_methods[] = {{"hit", counted_hit, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Counted_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counted",
    .tp_basicsize = sizeof(Counted),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &PyDict_Type,
    .tp_methods = counted_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Counted_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Counted_Type);
    if (PyModule_AddObject(result, "Counted", (PyObject *)&Counted_Type) < 0) {
        Py_DECREF(&Counted_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
