#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Base;

static int base_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Base *)op)->value);
    return 0;
}

static int base_clear(PyObject *op)
{
    Py_CLEAR(((Base *)op)->value);
    return 0;
}

static void base_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    base_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *base_set(PyObject *op, PyObject *value)
{
    Base *self = (Base *)op;
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef base_methods[] = {{"set", base_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

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

typedef struct {
    Base base;
    PyObject *extra;
} Derived;

static int derived_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Derived *)op)->extra);
    return base_traverse(op, visit, arg);
}

static int derived_clear(PyObject *op) /* expect: clear-missing-base-call warning Derived_Type */
{
    Py_CLEAR(((Derived *)op)->extra);
    return 0;
}

static void derived_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    derived_clear(op);
    base_dealloc(op);
}

static PyObject *derived_set(PyObject *op, PyObject *value)
{
    Derived *self = (Derived *)op;
    Py_XSETREF(self->extra, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef derived_methods[] = {{"set", derived_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Derived",
    .tp_basicsize = sizeof(Derived),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &Base_Type,
    .tp_traverse = derived_traverse,
    .tp_clear = derived_clear,
    .tp_dealloc = derived_dealloc,
    .tp_methods = derived_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Base_Type) < 0 || PyType_Ready(&Derived_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Base_Type);
    if (PyModule_AddObject(result, "Base", (PyObject *)&Base_Type) < 0) {
        Py_DECREF(&Base_Type);
        Py_DECREF(result);
        return NULL;
    }
    Py_INCREF(&Derived_Type);
    if (PyModule_AddObject(result, "Derived", (PyObject *)&Derived_Type) < 0) {
        Py_DECREF(&Derived_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
