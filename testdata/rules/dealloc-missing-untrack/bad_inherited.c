/* allow: container-without-gc, surprise-finalizer-through-untraversed */
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

static void base_dealloc(PyObject *op) /* expect: dealloc-missing-untrack error Derived_Type */
{
    Py_XDECREF(((Base *)op)->value);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Base_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Base",
    .tp_basicsize = sizeof(Base),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_dealloc = base_dealloc,
    .tp_members = base_members,
    .tp_new = PyType_GenericNew,
};

static int derived_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Base *)op)->value);
    return 0;
}

static int derived_clear(PyObject *op)
{
    Py_CLEAR(((Base *)op)->value);
    return 0;
}

static PyTypeObject Derived_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Derived",
    .tp_basicsize = sizeof(Base),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &Base_Type,
    .tp_traverse = derived_traverse,
    .tp_clear = derived_clear,
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
