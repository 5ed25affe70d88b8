#include <Python.h>

typedef struct {
    int width, height;
} Size;

typedef struct {
    PyObject_HEAD
    PyObject *parts[4];
    Size *size;
} Machine;

static int machine_traverse(PyObject *op, visitproc visit, void *arg)
{
    Machine *self = (Machine *)op;
    Py_VISIT(self->parts); /* expect: traverse-visits-address error Machine_Type */
    Py_VISIT(self->size); /* expect: traverse-visits-address error Machine_Type */
    return 0;
}

static int machine_clear(PyObject *op)
{
    for (int i = 0; i < 4; i++)
        Py_CLEAR(((Machine *)op)->parts[i]);
    return 0;
}

static void machine_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    machine_clear(op);
    PyMem_Free(((Machine *)op)->size);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *machine_set(PyObject *op, PyObject *value)
{
    Machine *self = (Machine *)op;
    for (int i = 0; i < 4; i++)
        Py_XSETREF(self->parts[i], Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef machine_methods[] = {
    {"set", machine_set, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

/* allow: traverse-missing-field */
static PyTypeObject Machine_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Machine",
    .tp_basicsize = sizeof(Machine),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = machine_traverse,
    .tp_clear = machine_clear,
    .tp_dealloc = machine_dealloc,
    .tp_methods = machine_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Machine_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Machine_Type);
    if (PyModule_AddObject(result, "Machine", (PyObject *)&Machine_Type) < 0) {
        Py_DECREF(&Machine_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
