/* Memory of the C library becomes an object as its type is written into it, and goes back where it came from. */
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

static PyObject *make_plain(void)
{
    PyObject *op = calloc(1, sizeof(Cell));
    if (op == NULL)
        return PyErr_NoMemory();
    Py_SET_REFCNT(op, 1);
    Py_SET_TYPE(op, &Cell_Type);
    return op;
}

static PyObject *fixture_cell(PyObject *module, PyObject *unused)
{
    Cell *cell = calloc(1, sizeof(Cell));
    if (cell == NULL)
        return make_plain();
    cell->ob_base.ob_refcnt = 1;
    cell->ob_base.ob_type = &Cell_Type;
    cell->number = 1;
    return (PyObject *)cell;
}

static PyMethodDef fixture_methods[] = {{"cell", fixture_cell, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = fixture_methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Cell_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
