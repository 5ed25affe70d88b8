#include <Python.h>

/* A derived type with the functions of its base, as Cython writes it: what the base does not visit or clear is the base's fault. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
    PyObject *label;
} Base;

typedef struct {
    Base base;
    int count;
} Derived;

static int base_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field warning Base_Type label */
{
    Py_VISIT(((Base *)op)->value);
    return 0;
}

static int base_clear(PyObject *op) /* expect: clear-missing-field note Base_Type label */
{
    Py_CLEAR(((Base *)op)->value);
    return 0;
}

static void base_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Base *)op)->value);
    Py_CLEAR(((Base *)op)->label);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *base_set(PyObject *op, PyObject *args)
{
    Base *self = (Base *)op;
    PyObject *value, *label;
    if (!PyArg_ParseTuple(args, "OO", &value, &label))
        return NULL;
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_XSETREF(self->label, Py_NewRef(label));
    Py_RETURN_NONE;
}

static PyMethodDef base_methods[] = {{"set", base_set, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Base_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Base",
    .tp_basicsize = sizeof(Base),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = base_traverse,
    .tp_clear = base_clear,
    .tp_dealloc = base_dealloc,
    .tp_methods = base_methods,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Derived",
    .tp_basicsize = sizeof(Derived),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_base = &Base_Type,
    .tp_traverse = base_traverse,
    .tp_clear = base_clear,
    .tp_dealloc = base_dealloc,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Base_Type) < 0 || PyType_Ready(&Derived_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Base", (PyObject *)&Base_Type) < 0 ||
        PyModule_AddObjectRef(result, "Derived", (PyObject *)&Derived_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
