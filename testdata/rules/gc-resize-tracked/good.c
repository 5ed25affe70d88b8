/* expect: nothing */
/* allow: missing-clear */
#include <Python.h>
#include <structmember.h>

/* example */
typedef struct {
    PyObject_VAR_HEAD
    PyObject *items[1];
} Row;

static PyTypeObject Row_Type;

static PyObject *row_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Row *self = PyObject_GC_NewVar(Row, &Row_Type, 4);
    if (self == NULL)
        return NULL;
    Row *bigger = PyObject_GC_Resize(Row, self, 8);
    if (bigger == NULL) {
        PyObject_GC_Del(self);
        return NULL;
    }
    for (int i = 0; i < 8; i++)
        bigger->items[i] = NULL;
    PyObject_GC_Track(bigger);
    return (PyObject *)bigger;
}
/* end example */

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
    .tp_new = row_new,
    .tp_traverse = row_traverse,
    .tp_dealloc = row_dealloc,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

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
