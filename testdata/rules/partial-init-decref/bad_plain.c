#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *label;
    PyObject *unit;
} Box;

static void box_dealloc(PyObject *op)
{
    Py_XDECREF(((Box *)op)->label);
    Py_XDECREF(((Box *)op)->unit);
    PyObject_Free(op);
}

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = box_dealloc,
};

static PyObject *make_box(PyObject *module, PyObject *unused)
{
    Box *self = PyObject_New(Box, &Box_Type);
    if (self == NULL)
        return NULL;
    self->label = PyUnicode_FromString("box");
    if (self->label == NULL) {
        Py_DECREF(self); /* expect: partial-init-decref error Box_Type unit */
        return NULL;
    }
    self->unit = PyUnicode_FromString("m");
    return (PyObject *)self;
}

static PyMethodDef functions[] = {{"make_box", make_box, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Box_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Box", (PyObject *)&Box_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
