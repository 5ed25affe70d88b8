/* expect: nothing */
#include <Python.h>

/* The spec is a local variable of zeros; its members are assigned one by one. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Decoder;

static int decoder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Decoder *)op)->callback);
    return 0;
}

static int decoder_clear(PyObject *op)
{
    Py_CLEAR(((Decoder *)op)->callback);
    return 0;
}

static void decoder_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    decoder_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *decoder_set(PyObject *op, PyObject *value)
{
    Py_XSETREF(((Decoder *)op)->callback, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef decoder_methods[] = {{"set", decoder_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyObject *new_decoder_type(void)
{
    PyType_Spec spec = {0};
    PyType_Slot slots[] = {
        {Py_tp_methods, decoder_methods},
        {Py_tp_traverse, decoder_traverse},
        {Py_tp_clear, decoder_clear},
        {Py_tp_dealloc, decoder_dealloc},
        {0, NULL},
    };
    spec.name = "fixture.Decoder";
    spec.basicsize = sizeof(Decoder);
    spec.itemsize = 0;
    spec.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    spec.slots = slots;
    return PyType_FromSpec(&spec);
}

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module), *type = result ? new_decoder_type() : NULL;
    if (type == NULL || PyModule_AddObjectRef(result, "Decoder", type) < 0)
        Py_CLEAR(result);
    Py_XDECREF(type);
    return result;
}
