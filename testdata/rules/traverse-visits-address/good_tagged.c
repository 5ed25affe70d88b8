/* expect: nothing */
#include <Python.h>
#include <stdint.h>

/* A pointer whose low bit is a mark, taken off before the visit. */
#define UNTAG(pointer) ((PyObject *)((uintptr_t)(pointer) & ~(uintptr_t)1))

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Cell;

static int cell_traverse(PyObject *op, visitproc visit, void *arg)
{
    PyObject *value = UNTAG(((Cell *)op)->value);
    Py_VISIT(value);
    return 0;
}

static int cell_clear(PyObject *op)
{
    PyObject *value = UNTAG(((Cell *)op)->value);
    ((Cell *)op)->value = NULL;
    Py_XDECREF(value);
    return 0;
}

static void cell_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    cell_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *cell_set(PyObject *op, PyObject *value)
{
    PyObject *old = UNTAG(((Cell *)op)->value);
    ((Cell *)op)->value = (PyObject *)((uintptr_t)Py_NewRef(value) | 1);
    Py_XDECREF(old);
    Py_RETURN_NONE;
}

static PyMethodDef cell_methods[] = {
    {"set", cell_set, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Cell_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = cell_traverse,
    .tp_clear = cell_clear,
    .tp_dealloc = cell_dealloc,
    .tp_methods = cell_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Cell_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Cell_Type);
    if (PyModule_AddObject(result, "Cell", (PyObject *)&Cell_Type) < 0) {
        Py_DECREF(&Cell_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
