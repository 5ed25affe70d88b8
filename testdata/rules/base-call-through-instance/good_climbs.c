/* expect: nothing */
#include <Python.h>

/* Cython: the first base above this one that has another function. */
typedef struct {
    PyObject_HEAD
    PyObject *name;
} Base;

typedef struct {
    Base base;
    PyObject *value;
} Derived;

static void base_dealloc(PyObject *self)
{
    Py_CLEAR(((Base *)self)->name);
    Py_TYPE(self)->tp_free(self);
}

static void derived_dealloc(PyObject *self)
{
    Py_CLEAR(((Derived *)self)->value);
    PyTypeObject *type = Py_TYPE(self);
    while (type && type->tp_dealloc != derived_dealloc)
        type = type->tp_base;
    while (type && type->tp_dealloc == derived_dealloc)
        type = type->tp_base;
    if (type && type->tp_dealloc)
        type->tp_dealloc(self);
}

static int derived_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    PyObject *value = NULL, *name = NULL;
    if (!PyArg_ParseTuple(args, "UU", &value, &name))
        return -1;
    Py_XSETREF(((Derived *)self)->value, Py_NewRef(value));
    Py_XSETREF(((Base *)self)->name, Py_NewRef(name));
    return 0;
}

static PyTypeObject Base_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Base",
    .tp_basicsize = sizeof(Base),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_dealloc = base_dealloc,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Derived",
    .tp_basicsize = sizeof(Derived),
    .tp_base = &Base_Type,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_dealloc = derived_dealloc,
    .tp_init = derived_init,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Base_Type) < 0 || PyType_Ready(&Derived_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Derived", (PyObject *)&Derived_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
