/* expect: nothing */
#include <Python.h>

/* PyObject_Init() returns what it is given, so what is released where it returned NULL is no object. */
typedef struct {
    PyObject_HEAD
    PyObject *label;
} Box;

static void box_dealloc(PyObject *op)
{
    Py_DECREF(((Box *)op)->label);
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
    if (!PyObject_Init((PyObject *)self, &Box_Type)) {
        Py_XDECREF(self);
        return NULL;
    }
    self->label = PyUnicode_FromString("box");
    if (self->label == NULL) {
        PyObject_Free(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyMethodDef functions[] = {{"make_box", make_box, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Box_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
