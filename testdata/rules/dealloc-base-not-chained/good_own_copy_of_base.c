/* expect: nothing */
/* allow: traverse-missing-base-call */
#include <Python.h>
#include <structmember.h>

/* What list_iterator looks like inside; Python's headers do not tell. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t it_index;
    PyObject *it_seq;
} ListIterator;

typedef struct {
    ListIterator it;
    PyObject *owner;
} OwnedIterator;

static PyMemberDef ownediterator_members[] = {
    {"owner", T_OBJECT_EX, offsetof(OwnedIterator, owner), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static int ownediterator_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((OwnedIterator *)op)->it.it_seq);
    Py_VISIT(((OwnedIterator *)op)->owner);
    return 0;
}

static int ownediterator_clear(PyObject *op)
{
    Py_CLEAR(((OwnedIterator *)op)->it.it_seq);
    Py_CLEAR(((OwnedIterator *)op)->owner);
    return 0;
}

static void ownediterator_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    ownediterator_clear(op);
    PyObject_GC_Del(op);
}

static PyTypeObject OwnedIterator_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.OwnedIterator",
    .tp_basicsize = sizeof(OwnedIterator),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &PyListIter_Type,
    .tp_traverse = ownediterator_traverse,
    .tp_clear = ownediterator_clear,
    .tp_dealloc = ownediterator_dealloc,
    .tp_members = ownediterator_members,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&OwnedIterator_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "OwnedIterator", (PyObject *)&OwnedIterator_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
