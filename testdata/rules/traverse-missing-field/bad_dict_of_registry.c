#include <Python.h>

/* What is taken from a container may be anything; where it is a dict by its declaration, a cycle can go through it. */
typedef struct {
    PyObject_HEAD
    PyDictObject *settings;
    PyObject *owner;
} Instance;

static PyObject *registry;

static PyObject *instance_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *settings = PyDict_GetItemWithError(registry, (PyObject *)type);
    if (settings == NULL || !PyDict_Check(settings)) {
        PyErr_SetString(PyExc_RuntimeError, "no settings");
        return NULL;
    }
    Instance *self = (Instance *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(settings);
    self->settings = (PyDictObject *)settings;
    return (PyObject *)self;
}

static PyObject *instance_own(PyObject *op, PyObject *owner)
{
    Py_XSETREF(((Instance *)op)->owner, Py_NewRef(owner));
    Py_RETURN_NONE;
}

static int instance_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field warning Instance_Type settings */
{
    Py_VISIT(((Instance *)op)->owner);
    return 0;
}

static int instance_clear(PyObject *op)
{
    Py_CLEAR(((Instance *)op)->settings);
    Py_CLEAR(((Instance *)op)->owner);
    return 0;
}

static void instance_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    instance_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMethodDef instance_methods[] = {{"own", instance_own, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Instance_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Instance",
    .tp_basicsize = sizeof(Instance),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = instance_traverse,
    .tp_clear = instance_clear,
    .tp_dealloc = instance_dealloc,
    .tp_methods = instance_methods,
    .tp_new = instance_new,
};

static PyObject *fixture_set(PyObject *module, PyObject *args)
{
    PyObject *type, *settings;
    if (!PyArg_ParseTuple(args, "OO", &type, &settings) || PyDict_SetItem(registry, type, settings) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef fixture_methods[] = {{"set", fixture_set, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = fixture_methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    registry = PyDict_New();
    if (registry == NULL || PyType_Ready(&Instance_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Instance", (PyObject *)&Instance_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
