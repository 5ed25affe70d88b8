/* Every cycle through `names` passes through that dict, and through `__dict__` through that one: the collector clears them. */
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *dict;
    PyObject *names;
} Space;

static int space_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Space *)op)->dict);
    Py_VISIT(((Space *)op)->names);
    return 0;
}

static void space_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Space *)op)->dict);
    Py_XDECREF(((Space *)op)->names);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *space_renew(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    PyObject *names = PyDict_New();
    if (names == NULL)
        return NULL;
    Py_XSETREF(((Space *)op)->names, names);
    Py_RETURN_NONE;
}

static PyObject *space_names(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    PyObject *names = ((Space *)op)->names;
    return Py_NewRef(names != NULL ? names : Py_None);
}

static PyMethodDef space_methods[] = {
    {"renew", space_renew, METH_NOARGS, NULL},
    {"names", space_names, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Space_Type = { /* expect: missing-clear note Space_Type dict */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Space",
    .tp_basicsize = sizeof(Space),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = space_traverse,
    .tp_dealloc = space_dealloc,
    .tp_methods = space_methods,
    .tp_dictoffset = offsetof(Space, dict),
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Space_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Space", (PyObject *)&Space_Type) < 0)
        Py_CLEAR(result);
    return result;
}
