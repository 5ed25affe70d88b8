/* expect: nothing */
#include <Python.h>

/* Nothing makes an instance of the base: it has no tp_new, and static types do not inherit object's. Its subclass releases the field. */
typedef struct {
    PyObject_HEAD
    PyObject *owner;
} Shape;

static int shape_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Shape *)op)->owner);
    return 0;
}

static int shape_clear(PyObject *op)
{
    Py_CLEAR(((Shape *)op)->owner);
    return 0;
}

static PyTypeObject Shape_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Shape",
    .tp_basicsize = sizeof(Shape),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = shape_traverse,
    .tp_clear = shape_clear,
    .tp_free = PyObject_GC_Del,
};

static void circle_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    shape_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Circle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Circle",
    .tp_basicsize = sizeof(Shape),
    .tp_base = &Shape_Type,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = shape_traverse,
    .tp_clear = shape_clear,
    .tp_dealloc = circle_dealloc,
    .tp_new = PyType_GenericNew,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Shape_Type) < 0 || PyType_Ready(&Circle_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
