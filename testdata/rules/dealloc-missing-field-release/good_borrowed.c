/* expect: nothing */
#include <Python.h>

typedef struct Child {
    PyObject_HEAD
    PyObject *owner; /* not owned: the owner outlives its children */
    int index;
} Child;

static void child_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyObject *child_attach(PyObject *op, PyObject *owner)
{
    ((Child *)op)->owner = owner;
    Py_RETURN_NONE;
}

static PyMethodDef child_methods[] = {{"attach", child_attach, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Child_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Child",
    .tp_basicsize = sizeof(Child),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = child_dealloc,
    .tp_methods = child_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Child_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Child", (PyObject *)&Child_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
