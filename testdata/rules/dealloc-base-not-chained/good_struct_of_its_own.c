/* expect: nothing */
#include <Python.h>

/* The type claims to be a function, so that isinstance() says so, but its struct has nothing of a function's: no function of the base
 * may read an instance. All slots that would are its own. */
typedef struct {
    PyObject_HEAD
    PyObject *code;
    PyObject *closure;
} Compiled;

static int compiled_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Compiled *)op)->code);
    Py_VISIT(((Compiled *)op)->closure);
    return 0;
}

static int compiled_clear(PyObject *op)
{
    Py_CLEAR(((Compiled *)op)->code);
    Py_CLEAR(((Compiled *)op)->closure);
    return 0;
}

static void compiled_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    compiled_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Compiled_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Compiled",
    .tp_basicsize = sizeof(Compiled),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = compiled_traverse,
    .tp_clear = compiled_clear,
    .tp_dealloc = compiled_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    Compiled_Type.tp_base = &PyFunction_Type;
    if (PyType_Ready(&Compiled_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
