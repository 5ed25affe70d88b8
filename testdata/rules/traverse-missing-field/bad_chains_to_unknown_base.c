/* The base is given at run time, but the functions call that of the builtin which it has to be: what they do not name is not visited. */
#include <Python.h>

typedef struct {
    PyHeapTypeObject type;
    PyObject *doc;
    PyObject *hints;
} DocumentedType;

static int documented_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-field warning documented_spec hints; heap-type-missing-type-visit warning documented_spec */
{
    DocumentedType *self = (DocumentedType *)op;
    int result = PyType_Type.tp_traverse(op, visit, arg);
    if (result != 0) {
        return result;
    }
    Py_VISIT(self->doc);
    return 0;
}

static int documented_clear(PyObject *op)
{
    DocumentedType *self = (DocumentedType *)op;
    Py_CLEAR(self->doc);
    Py_CLEAR(self->hints);
    return PyType_Type.tp_clear(op);
}

static PyObject *documented_describe(PyObject *op, PyObject *args)
{
    PyObject *doc, *hints;
    DocumentedType *self = (DocumentedType *)op;
    if (!PyArg_ParseTuple(args, "OO", &doc, &hints)) {
        return NULL;
    }
    Py_INCREF(doc);
    Py_XSETREF(self->doc, doc);
    Py_INCREF(hints);
    Py_XSETREF(self->hints, hints);
    Py_RETURN_NONE;
}

static PyMethodDef documented_methods[] = {{"describe", documented_describe, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyType_Slot documented_slots[] = {
    {Py_tp_traverse, documented_traverse},
    {Py_tp_clear, documented_clear},
    {Py_tp_methods, documented_methods},
    {0, NULL},
};

static PyType_Spec documented_spec = {
    .name = "spam.DocumentedType",
    .basicsize = sizeof(DocumentedType),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .slots = documented_slots,
};

static PyObject *make(PyObject *module, PyObject *bases)
{
    (void)module;
    return PyType_FromSpecWithBases(&documented_spec, bases);
}

static PyMethodDef spam_methods[] = {{"make", make, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyModuleDef spam_module = {PyModuleDef_HEAD_INIT, .m_name = "spam", .m_size = -1, .m_methods = spam_methods};

PyMODINIT_FUNC PyInit_spam(void)
{
    return PyModule_Create(&spam_module);
}
