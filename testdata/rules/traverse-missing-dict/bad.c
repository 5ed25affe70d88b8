#include <Python.h>
#include <structmember.h>

/* example */
typedef struct {
    PyObject_HEAD
    PyObject *value;
    PyObject *dict;
} Bag;

static int bag_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-dict warning Bag_Type dict */
{
    Py_VISIT(((Bag *)op)->value);
    return 0;
}

static int bag_clear(PyObject *op)
{
    Py_CLEAR(((Bag *)op)->value);
    Py_CLEAR(((Bag *)op)->dict);
    return 0;
}
/* end example */

static void bag_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    bag_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *bag_set(PyObject *op, PyObject *value)
{
    Bag *self = (Bag *)op;
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef bag_methods[] = {{"set", bag_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Bag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Bag",
    .tp_basicsize = sizeof(Bag),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_dictoffset = offsetof(Bag, dict),
    .tp_traverse = bag_traverse,
    .tp_clear = bag_clear,
    .tp_dealloc = bag_dealloc,
    .tp_methods = bag_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Bag_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Bag_Type);
    if (PyModule_AddObject(result, "Bag", (PyObject *)&Bag_Type) < 0) {
        Py_DECREF(&Bag_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
