/* expect: nothing */
#include <Python.h>

/* Made ready where the first instance is made, and a struct sequence by its own function. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t hits;
} Counter;

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *make(PyObject *module, PyObject *ignored)
{
    if (PyType_Ready(&Counter_Type) < 0)
        return NULL;
    Counter *counter = PyObject_New(Counter, &Counter_Type);
    if (counter == NULL)
        return NULL;
    counter->hits = 0;
    return (PyObject *)counter;
}

static PyStructSequence_Field limit_fields[] = {{"soft", NULL}, {"hard", NULL}, {NULL, NULL}};
static PyStructSequence_Desc limit_description = {"fixture.limit", NULL, limit_fields, 2};
static PyTypeObject Limit_Type;

static PyMethodDef methods[] = {{"make", make, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyStructSequence_InitType2(&Limit_Type, &limit_description) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    Py_INCREF(&Limit_Type);
    if (PyModule_AddObject(result, "limit", (PyObject *)&Limit_Type) < 0) {
        Py_DECREF(&Limit_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
