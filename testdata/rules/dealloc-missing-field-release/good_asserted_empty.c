/* expect: nothing */
#undef NDEBUG
#include <Python.h>

#include <assert.h>

/* A view that a callback is given holds its owner only while the callback runs: whoever made it takes that back, and the deallocator
 * asserts it. */
typedef struct {
    PyObject_HEAD
    PyObject *owner;
} View;

static void view_dealloc(PyObject *op)
{
    assert(((View *)op)->owner == NULL);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *view_owner(PyObject *op, PyObject *unused)
{
    PyObject *owner = ((View *)op)->owner;
    if (owner == NULL)
        PyErr_SetString(PyExc_RuntimeError, "the callback has returned");
    return Py_XNewRef(owner);
}

static PyMethodDef view_methods[] = {
    {"owner", view_owner, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject View_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.View",
    .tp_basicsize = sizeof(View),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = view_dealloc,
    .tp_methods = view_methods,
};

static PyObject *with_view(PyObject *module, PyObject *callback)
{
    PyObject *result;
    View *view = PyObject_New(View, &View_Type);
    if (view == NULL)
        return NULL;
    view->owner = Py_NewRef(callback);
    result = PyObject_CallFunctionObjArgs(callback, (PyObject *)view, NULL);
    Py_CLEAR(view->owner);
    Py_DECREF(view);
    return result;
}

static PyMethodDef module_methods[] = {
    {"with_view", with_view, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = module_methods};
    if (PyType_Ready(&View_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
