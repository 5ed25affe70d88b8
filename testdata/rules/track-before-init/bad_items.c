/* allow: missing-clear */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_VAR_HEAD
    PyObject *items[1];
} Row;

static int row_traverse(PyObject *op, visitproc visit, void *arg)
{
    for (Py_ssize_t i = 0; i < Py_SIZE(op); i++)
        Py_VISIT(((Row *)op)->items[i]);
    return 0;
}

static void row_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    for (Py_ssize_t i = 0; i < Py_SIZE(op); i++)
        Py_XDECREF(((Row *)op)->items[i]);
    PyObject_GC_Del(op);
}

static PyTypeObject Row_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Row",
    .tp_basicsize = offsetof(Row, items),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_itemsize = sizeof(PyObject *),
    .tp_traverse = row_traverse,
    .tp_dealloc = row_dealloc,
};

static PyObject *make_row(PyObject *module, PyObject *value)
{
    Row *self = PyObject_GC_NewVar(Row, &Row_Type, 8);
    if (self == NULL)
        return NULL;
    PyObject_GC_Track(self); /* expect: track-before-init error Row_Type items[*] */
    for (int i = 0; i < 8; i++)
        self->items[i] = Py_NewRef(value);
    return (PyObject *)self;
}

static PyMethodDef functions[] = {{"make_row", make_row, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Row_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Row", (PyObject *)&Row_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
