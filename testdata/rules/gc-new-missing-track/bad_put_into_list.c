/* What is handed to a list, a tuple or a view of memory lives on in there, though the function gives its own reference back. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *owner;
} Pawn;

static int pawn_traverse(Pawn *self, visitproc visit, void *arg)
{
    Py_VISIT(self->owner);
    return 0;
}

static int pawn_clear(Pawn *self)
{
    Py_CLEAR(self->owner);
    return 0;
}

static void pawn_dealloc(Pawn *self)
{
    PyObject_GC_UnTrack(self);
    pawn_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Pawn_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "board.Pawn",
    .tp_basicsize = sizeof(Pawn),
    .tp_dealloc = (destructor)pawn_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)pawn_traverse,
    .tp_clear = (inquiry)pawn_clear,
};

static PyObject *append_pawn(PyObject *module, PyObject *args)
{
    PyObject *list, *owner;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!O", &PyList_Type, &list, &owner))
        return NULL;
    Pawn *pawn = PyObject_GC_New(Pawn, &Pawn_Type); /* expect: gc-new-missing-track warning Pawn_Type */
    if (pawn == NULL)
        return NULL;
    pawn->owner = Py_NewRef(owner);
    int failed = PyList_Append(list, (PyObject *)pawn);
    Py_DECREF(pawn);
    if (failed)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *pack_pawn(PyObject *module, PyObject *owner)
{
    (void)module;
    Pawn *pawn = PyObject_GC_New(Pawn, &Pawn_Type); /* expect: gc-new-missing-track warning Pawn_Type */
    if (pawn == NULL)
        return NULL;
    pawn->owner = Py_NewRef(owner);
    PyObject *pair = PyTuple_Pack(2, pawn, owner);
    Py_DECREF(pawn);
    return pair;
}

static PyMethodDef board_methods[] = {
    {"append", append_pawn, METH_VARARGS, NULL},
    {"pack", pack_pawn, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef board = {PyModuleDef_HEAD_INIT, .m_name = "board", .m_size = -1, .m_methods = board_methods};

PyMODINIT_FUNC PyInit_board(void)
{
    if (PyType_Ready(&Pawn_Type) < 0)
        return NULL;
    return PyModule_Create(&board);
}
