/* expect: nothing */
#include <Python.h>
#include <structmember.h>

/* The part is an object in its own right, with a head of its own, that lives inside the whole. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Part;

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    Part part;
} Whole;

static int whole_traverse(PyObject *op, visitproc visit, void *arg)
{
    Whole *self = (Whole *)op;
    Py_VISIT(self->callback);
    return visit((PyObject *)&self->part, arg);
}

static int whole_clear(PyObject *op)
{
    Py_CLEAR(((Whole *)op)->callback);
    return 0;
}

static void whole_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    whole_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMemberDef whole_members[] = {
    {"callback", T_OBJECT_EX, offsetof(Whole, callback), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject Whole_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Whole",
    .tp_basicsize = sizeof(Whole),
    .tp_dealloc = whole_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = whole_traverse,
    .tp_clear = whole_clear,
    .tp_members = whole_members,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Whole_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Whole_Type);
    if (PyModule_AddObject(result, "Whole", (PyObject *)&Whole_Type) < 0) {
        Py_DECREF(&Whole_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
