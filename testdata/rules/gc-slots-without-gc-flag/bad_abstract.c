#include <Python.h>

/* Only Python subclasses have instances, and those have GC: subtype_traverse() calls the function. */
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

static PyObject *shape_set(PyObject *op, PyObject *value)
{
    Shape *self = (Shape *)op;
    Py_XSETREF(self->payload, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef shape_methods[] = {{"set", shape_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Shape_Type = { /* expect@+4: gc-slots-without-gc-flag note Shape_Type */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Shape",
    .tp_basicsize = sizeof(Shape),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_traverse = shape_traverse,
    .tp_clear = shape_clear,
    .tp_dealloc = shape_dealloc,
    .tp_methods = shape_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Shape_Type) < 0)
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
    return result;
}
