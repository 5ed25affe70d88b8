/* The base is set through the pointer in which the program keeps the type, as Cython 3 does. */
#include <Python.h>

typedef struct {
    PyListObject list;
    PyObject *observer;
} ObservedList;

static int observed_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-base-call warning ObservedList_Type */
{
    Py_VISIT(((ObservedList *)op)->observer);
    return 0;
}

static int observed_clear(PyObject *op)
{
    Py_CLEAR(((ObservedList *)op)->observer);
    return PyList_Type.tp_clear(op);
}

static void observed_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((ObservedList *)op)->observer);
    PyList_Type.tp_dealloc(op);
}

static PyObject *observed_set(PyObject *op, PyObject *value)
{
    Py_XSETREF(((ObservedList *)op)->observer, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef observed_methods[] = {
    {"set", observed_set, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject ObservedList_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.ObservedList",
    .tp_basicsize = sizeof(ObservedList),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = observed_traverse,
    .tp_clear = observed_clear,
    .tp_dealloc = observed_dealloc,
    .tp_methods = observed_methods,
};

typedef struct {
    PyTypeObject *list_type;
} Names;

static Names names_storage;
static Names *names = &names_storage;

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    names->list_type = &ObservedList_Type;
    if (sizeof(ObservedList) < sizeof(PyListObject) + (size_t)PyList_Type.tp_itemsize)
        return NULL;
    names->list_type->tp_base = &PyList_Type;
    if (PyType_Ready(names->list_type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&ObservedList_Type);
    if (PyModule_AddObject(result, "ObservedList", (PyObject *)&ObservedList_Type) < 0) {
        Py_DECREF(&ObservedList_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
