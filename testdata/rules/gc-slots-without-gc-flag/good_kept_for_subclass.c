/* expect: nothing */
#include <Python.h>

/* Abstract base without state: its traverse is there for the subclasses, which have the flag. */
typedef struct {
    PyObject_HEAD
    PyObject *payload;
} Shape;

static int shape_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Shape *)op)->payload);
    return 0;
}

static int shape_clear(PyObject *op)
{
    Py_CLEAR(((Shape *)op)->payload);
    return 0;
}

static void shape_dealloc(PyObject *op)
{
    shape_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static void circle_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    shape_dealloc(op);
}

static PyTypeObject Shape_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Shape",
    .tp_basicsize = sizeof(Shape),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_traverse = shape_traverse,
    .tp_clear = shape_clear,
    .tp_dealloc = shape_dealloc,
};

static PyTypeObject Circle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Circle",
    .tp_basicsize = sizeof(Shape),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &Shape_Type,
    .tp_traverse = shape_traverse,
    .tp_clear = shape_clear,
    .tp_dealloc = circle_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Shape_Type) < 0 || PyType_Ready(&Circle_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Shape_Type);
    if (PyModule_AddObject(result, "Shape", (PyObject *)&Shape_Type) < 0) {
        Py_DECREF(&Shape_Type);
        Py_DECREF(result);
        return NULL;
    }
    Py_INCREF(&Circle_Type);
    if (PyModule_AddObject(result, "Circle", (PyObject *)&Circle_Type) < 0) {
        Py_DECREF(&Circle_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
