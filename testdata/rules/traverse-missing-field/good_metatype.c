/* expect: nothing */
#include <Python.h>

/* A metatype visits what it adds, and leaves the rest to PyType_Type. */
typedef struct {
    PyHeapTypeObject type;
    PyObject *registry;
} Meta;

static int meta_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Meta *)op)->registry);
    return PyType_Type.tp_traverse(op, visit, arg);
}

static int meta_clear(PyObject *op)
{
    Py_CLEAR(((Meta *)op)->registry);
    return PyType_Type.tp_clear(op);
}

static void meta_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Meta *)op)->registry);
    PyObject_GC_Track(op);
    PyType_Type.tp_dealloc(op);
}

static int meta_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    if (PyType_Type.tp_init(op, args, keywords) < 0)
        return -1;
    PyObject *registry = PyDict_New();
    if (registry == NULL)
        return -1;
    Py_XSETREF(((Meta *)op)->registry, registry);
    return 0;
}

static PyTypeObject Meta_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Meta",
    .tp_basicsize = sizeof(Meta),
    .tp_dealloc = meta_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = meta_traverse,
    .tp_clear = meta_clear,
    .tp_init = meta_init,
    .tp_base = &PyType_Type,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Meta_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Meta_Type);
    if (PyModule_AddObject(result, "Meta", (PyObject *)&Meta_Type) < 0) {
        Py_DECREF(&Meta_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
