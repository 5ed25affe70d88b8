/* Another module gives the type its tp_new, which takes the reference to the type that the deallocator gives back. */
/* expect: nothing */
/* allow: container-without-gc */
#include <Python.h>

typedef struct {
    int (*export_class)(PyObject *module, const char *name, PyTypeObject *type);
} ClassApi;

static ClassApi *classes;

typedef struct {
    PyObject_HEAD
    PyObject *callable;
} Computed;

static void computed_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    Py_CLEAR(((Computed *)op)->callable);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyTypeObject Computed_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Computed",
    .tp_basicsize = sizeof(Computed),
    .tp_dealloc = computed_dealloc,
};

static struct PyModuleDef computed_module = {PyModuleDef_HEAD_INIT, .m_name = "computed", .m_size = -1};

PyMODINIT_FUNC PyInit_computed(void)
{
    classes = PyCapsule_Import("classes._api", 0);
    if (classes == NULL)
        return NULL;
    PyObject *module = PyModule_Create(&computed_module);
    if (module == NULL)
        return NULL;
    if (classes->export_class(module, "Computed", &Computed_Type) < 0)
        Py_CLEAR(module);
    return module;
}
