/* expect: nothing */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyListObject list;
    PyObject *owner;
} OwnedList;

static PyMemberDef ownedlist_members[] = {
    {"owner", T_OBJECT_EX, offsetof(OwnedList, owner), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int ownedlist_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((OwnedList *)op)->owner);
    return PyList_Type.tp_traverse(op, visit, arg);
}

static int ownedlist_clear(PyObject *op)
{
    Py_CLEAR(((OwnedList *)op)->owner);
    return PyList_Type.tp_clear(op);
}

static void ownedlist_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((OwnedList *)op)->owner);
    PyList_Type.tp_dealloc(op);
}

static PyTypeObject OwnedList_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.OwnedList",
    .tp_basicsize = sizeof(OwnedList),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &PyList_Type,
    .tp_traverse = ownedlist_traverse,
    .tp_clear = ownedlist_clear,
    .tp_dealloc = ownedlist_dealloc,
    .tp_members = ownedlist_members,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&OwnedList_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "OwnedList", (PyObject *)&OwnedList_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
