#include <Python.h>

/* A plain PyObject pointer may hold anything: the leak is told, the surprise is not. */
typedef struct {
    PyObject_HEAD
    PyObject *anything;
} Box;

static void box_dealloc(PyObject *op)
{
    Py_XDECREF(((Box *)op)->anything);
    PyObject_Free(op);
}

/* expect@+1: container-without-gc warning Box_Type anything */
static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = box_dealloc,
};

static PyObject *make_box(PyObject *module, PyObject *value)
{
    Box *box = PyObject_New(Box, &Box_Type);
    if (box == NULL)
        return NULL;
    box->anything = Py_NewRef(value);
    return (PyObject *)box;
}

static PyMethodDef methods[] = {{"make_box", make_box, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Box_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
