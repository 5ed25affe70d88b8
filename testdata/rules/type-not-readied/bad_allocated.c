#include <Python.h>

typedef struct {
    PyObject_HEAD
    Py_ssize_t hits;
} Counter;

static PyTypeObject Counter_Type = { /* expect: type-not-readied warning Counter_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *make(PyObject *module, PyObject *ignored)
{
    Counter *counter = PyObject_New(Counter, &Counter_Type);
    if (counter == NULL)
        return NULL;
    counter->hits = 0;
    return (PyObject *)counter;
}

static PyMethodDef methods[] = {{"make", make, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModule_Create(&module);
}
