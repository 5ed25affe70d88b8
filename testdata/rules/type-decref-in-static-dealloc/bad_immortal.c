/* From Python 3.13 on a static type's count does not change, and a final type has no subclasses whose count could. */
/* options: --python=3.13 */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Bell;

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Gong;

static int bell_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Bell *)op)->callback);
    return 0;
}

static int bell_clear(PyObject *op)
{
    Py_CLEAR(((Bell *)op)->callback);
    return 0;
}

static void bell_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    bell_clear(op);
    type->tp_free(op);
    Py_DECREF(type); /* expect: type-decref-in-static-dealloc note Bell_Type */
}

static int gong_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Gong *)op)->callback);
    return 0;
}

static int gong_clear(PyObject *op)
{
    Py_CLEAR(((Gong *)op)->callback);
    return 0;
}

static void gong_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    gong_clear(op);
    type->tp_free(op);
    Py_DECREF(type); /* expect: type-decref-in-static-dealloc error Gong_Type */
}

static PyTypeObject Bell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Bell",
    .tp_basicsize = sizeof(Bell),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = bell_traverse,
    .tp_clear = bell_clear,
    .tp_dealloc = bell_dealloc,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Gong_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Gong",
    .tp_basicsize = sizeof(Gong),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = gong_traverse,
    .tp_clear = gong_clear,
    .tp_dealloc = gong_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Bell_Type) < 0 || PyType_Ready(&Gong_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Bell", (PyObject *)&Bell_Type) < 0 ||
        PyModule_AddObjectRef(result, "Gong", (PyObject *)&Gong_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
