/* Who makes the instances is not to be seen, and Python code cannot: what is freed here can have come from malloc(). */
/* expect: nothing */
#include <Python.h>
#include <stdlib.h>

typedef struct {
    PyObject_HEAD
    int number;
} Cell;

static void cell_dealloc(PyObject *op)
{
    free(op);
}

static PyTypeObject Cell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = cell_dealloc,
};

PyObject *make_cell(PyTypeObject *type, int number);

static PyObject *fixture_cell(PyObject *module, PyObject *unused)
{
    return make_cell(&Cell_Type, 1);
}

static PyMethodDef fixture_methods[] = {{"cell", fixture_cell, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = fixture_methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Cell_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
