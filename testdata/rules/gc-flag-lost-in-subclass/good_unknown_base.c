/* expect: nothing */
#include <Python.h>

/* The base is found at run time: nobody knows whether it has GC. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Model;

static int model_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Model *)op)->value);
    return 0;
}

static int model_clear(PyObject *op)
{
    Py_CLEAR(((Model *)op)->value);
    return 0;
}

static void model_dealloc(PyObject *op)
{
    model_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *model_set(PyObject *op, PyObject *value)
{
    Model *self = (Model *)op;
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef model_methods[] = {{"set", model_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Model_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Model",
    .tp_basicsize = sizeof(Model),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_traverse = model_traverse,
    .tp_clear = model_clear,
    .tp_dealloc = model_dealloc,
    .tp_methods = model_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *toolkit = PyImport_ImportModule("toolkit");
    if (toolkit == NULL)
        return NULL;
    PyObject *base = PyObject_GetAttrString(toolkit, "Model");
    Py_DECREF(toolkit);
    if (base == NULL)
        return NULL;
    Model_Type.tp_base = (PyTypeObject *)base;
    if (PyType_Ready(&Model_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
