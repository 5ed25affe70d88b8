/* expect: nothing */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Base;

static PyMemberDef base_members[] = {
    {"value", T_OBJECT_EX, offsetof(Base, value), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

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

static PyTypeObject Base_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Base",
    .tp_basicsize = sizeof(Base),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = base_traverse,
    .tp_clear = base_clear,
    .tp_dealloc = base_dealloc,
    .tp_members = base_members,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    Base base;
    PyObject *extra;
} Derived;

static PyMemberDef derived_members[] = {
    {"extra", T_OBJECT_EX, offsetof(Derived, extra), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int derived_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Derived *)op)->extra);
    return base_traverse(op, visit, arg);
}

static int derived_clear(PyObject *op)
{
    Py_CLEAR(((Derived *)op)->extra);
    return base_clear(op);
}

static void derived_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Derived *)op)->extra);
    Py_CLEAR(((Derived *)op)->base.value);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Derived",
    .tp_basicsize = sizeof(Derived),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &Base_Type,
    .tp_traverse = derived_traverse,
    .tp_clear = derived_clear,
    .tp_dealloc = derived_dealloc,
    .tp_members = derived_members,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Base_Type) < 0)
        return NULL;
    if (PyType_Ready(&Derived_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Base", (PyObject *)&Base_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    if (PyModule_AddObjectRef(result, "Derived", (PyObject *)&Derived_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
