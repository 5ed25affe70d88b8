#include <Python.h>

/* The text of an instance of a derived type lies in a block of its own, which only str's deallocator frees. */
typedef struct {
    PyUnicodeObject base;
    PyObject *language;
} Phrase;

static int phrase_traverse(Phrase *self, visitproc visit, void *arg)
{
    Py_VISIT(self->language);
    return 0;
}

static int phrase_clear(Phrase *self)
{
    Py_CLEAR(self->language);
    return 0;
}

static PyObject *phrase_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *text, *language;
    if (!PyArg_ParseTuple(args, "UO", &text, &language))
        return NULL;
    PyObject *only = PyTuple_Pack(1, text);
    if (!only)
        return NULL;
    Phrase *self = (Phrase *)PyUnicode_Type.tp_new(type, only, NULL);
    Py_DECREF(only);
    if (self) {
        Py_INCREF(language);
        self->language = language;
    }
    return (PyObject *)self;
}

static void phrase_dealloc(Phrase *self)
{
    PyObject_GC_UnTrack(self);
    phrase_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self); /* expect: dealloc-base-not-chained warning Phrase_Type */
}

static PyTypeObject Phrase_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Phrase",
    .tp_basicsize = sizeof(Phrase),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyUnicode_Type,
    .tp_new = phrase_new,
    .tp_traverse = (traverseproc)phrase_traverse,
    .tp_clear = (inquiry)phrase_clear,
    .tp_dealloc = (destructor)phrase_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Phrase_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
