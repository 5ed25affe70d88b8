/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *first;
    PyObject *second;
    PyObject *third;
} Triple;

static int triple_traverse(PyObject *op, visitproc visit, void *arg)
{
    Triple *self = (Triple *)op;
    int result = 0;
    if (self->first != NULL) {
        result = visit(self->first, arg);
        if (result)
            return result;
    }
    if (self->second && (result = visit(self->second, arg)))
        return result;
    return self->third ? visit(self->third, arg) : 0;
}

static int triple_clear(PyObject *op)
{
    Py_CLEAR(((Triple *)op)->first);
    Py_CLEAR(((Triple *)op)->second);
    Py_CLEAR(((Triple *)op)->third);
    return 0;
}

static void triple_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    triple_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *triple_set(PyObject *op, PyObject *value)
{
    Triple *self = (Triple *)op;
    Py_XSETREF(self->first, Py_NewRef(value));
    Py_XSETREF(self->second, Py_NewRef(value));
    Py_XSETREF(self->third, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef triple_methods[] = {{"set", triple_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Triple_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Triple",
    .tp_basicsize = sizeof(Triple),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = triple_traverse,
    .tp_clear = triple_clear,
    .tp_dealloc = triple_dealloc,
    .tp_methods = triple_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Triple_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Triple_Type);
    if (PyModule_AddObject(result, "Triple", (PyObject *)&Triple_Type) < 0) {
        Py_DECREF(&Triple_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
