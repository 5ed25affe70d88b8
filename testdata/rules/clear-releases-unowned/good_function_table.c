/* What other modules call through a table of functions may be given a reference to keep: nothing says that it is only lent. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *user;
} Wrapper;

typedef struct {
    PyObject *(*get_user)(const Wrapper *wrapper);
    void (*set_user)(Wrapper *wrapper, PyObject *user);
} Interface;

static PyObject *wrapper_get_user(const Wrapper *wrapper)
{
    return wrapper->user;
}

static void wrapper_set_user(Wrapper *wrapper, PyObject *user)
{
    wrapper->user = user;
}

static const Interface interface = {wrapper_get_user, wrapper_set_user};

static int wrapper_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Wrapper *)op)->user);
    return 0;
}

static int wrapper_clear(PyObject *op)
{
    Py_CLEAR(((Wrapper *)op)->user);
    return 0;
}

static void wrapper_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    wrapper_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Wrapper_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Wrapper",
    .tp_basicsize = sizeof(Wrapper),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = wrapper_traverse,
    .tp_clear = wrapper_clear,
    .tp_dealloc = wrapper_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Wrapper_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    PyObject *capsule = PyCapsule_New((void *)&interface, "fixture.interface", NULL);
    if (result == NULL || PyModule_AddObject(result, "interface", capsule) < 0) {
        Py_XDECREF(capsule);
        Py_XDECREF(result);
        return NULL;
    }
    return result;
}
