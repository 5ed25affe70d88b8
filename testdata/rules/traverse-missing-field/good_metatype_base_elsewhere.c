/* expect: nothing */
#include <Python.h>

/* The base is told at run time, by a function of another file. What a type object holds is type()'s to visit. */
typedef struct {
    PyHeapTypeObject super;
    PyObject *registry;
} Meta;

void choose_base(PyTypeObject *type);

static int meta_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Meta *)op)->registry);
    return PyType_Type.tp_traverse(op, visit, arg);
}

static int meta_clear(PyObject *op)
{
    Py_CLEAR(((Meta *)op)->registry);
    return PyType_Type.tp_clear(op);
}

static void meta_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((Meta *)op)->registry);
    PyObject_GC_Track(op);
    PyType_Type.tp_dealloc(op);
}

static PyTypeObject Meta_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Meta",
    .tp_basicsize = sizeof(Meta),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = meta_traverse,
    .tp_clear = meta_clear,
    .tp_dealloc = meta_dealloc,
};

/* The order of lookup is changed for a while. */
static PyObject *look_up_as(PyObject *module, PyObject *args)
{
    PyTypeObject *type, *other;
    if (!PyArg_ParseTuple(args, "O!O!", &PyType_Type, &type, &PyType_Type, &other))
        return NULL;
    PyObject *old = type->tp_mro;
    type->tp_mro = Py_XNewRef(other->tp_mro);
    Py_XDECREF(old);
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {{"look_up_as", look_up_as, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    choose_base(&Meta_Type);
    if (PyType_Ready(&Meta_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Item", (PyObject *)&Meta_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
