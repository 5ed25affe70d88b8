/* expect: nothing */
#include <Python.h>

/* Every way to fill the field goes through one function, which lets nothing but exact bytes pass. */
typedef struct {
    PyObject_HEAD
    PyObject *source;
} Reader;

static PyTypeObject Reader_Type;

static int reader_open(Reader *self, PyObject *source)
{
    if (!PyBytes_CheckExact(source)) {
        PyErr_SetString(PyExc_TypeError, "bytes expected");
        return -1;
    }
    Py_XSETREF(self->source, Py_NewRef(source));
    return 0;
}

static int reader_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *source = NULL;
    if (!PyArg_ParseTuple(args, "O", &source))
        return -1;
    return reader_open((Reader *)op, source);
}

static PyObject *read_from(PyObject *module, PyObject *source)
{
    Reader *self = (Reader *)Reader_Type.tp_alloc(&Reader_Type, 0);
    if (self != NULL && reader_open(self, source) < 0)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static void reader_dealloc(PyObject *op)
{
    Py_CLEAR(((Reader *)op)->source);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Reader_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = reader_dealloc,
    .tp_init = reader_init,
    .tp_new = PyType_GenericNew,
};

static PyMethodDef methods[] = {{"read_from", read_from, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Reader_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Item", (PyObject *)&Reader_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
