#include "../witness.h"

typedef struct {
    PyOSErrorObject error;
    PyObject *details;
} Handler;

static int handler_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handler *)op)->details);
    return ((PyTypeObject *)PyExc_OSError)->tp_traverse(op, visit, arg);
}

static int handler_clear(PyObject *op)
{
    Py_CLEAR(((Handler *)op)->details);
    return ((PyTypeObject *)PyExc_OSError)->tp_clear(op);
}

static PyMemberDef handler_members[] = {
    {"details", T_OBJECT_EX, offsetof(Handler, details), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static void handler_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Handler *)op)->details);
    PyObject_GC_Track(op);
    ((PyTypeObject *)PyExc_OSError)->tp_dealloc(op);
}

static PyTypeObject Handler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "witness.Handler",
    .tp_basicsize = sizeof(Handler),
    .tp_dealloc = handler_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = handler_traverse,
    .tp_clear = handler_clear,
    .tp_members = handler_members,
};

static struct PyModuleDef witness_module = {PyModuleDef_HEAD_INIT, .m_name = "witness", .m_size = -1};

PyMODINIT_FUNC PyInit_witness(void)
{
    Handler_Type.tp_base = (PyTypeObject *)PyExc_OSError;
    if (PyType_Ready(&Handler_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&witness_module);
    if (module != NULL && witness_add(module, "Handler", (PyObject *)&Handler_Type) < 0)
        Py_CLEAR(module);
    return module;
}
