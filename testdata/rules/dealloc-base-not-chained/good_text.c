/* expect: nothing */
#include <Python.h>

/* str's deallocator frees the text and the instance; the one of bytes only frees the instance, so either way will do. */
typedef struct {
    PyUnicodeObject base;
    int weight;
} Word;

static void word_dealloc(Word *self)
{
    self->weight = 0;
    PyUnicode_Type.tp_dealloc((PyObject *)self);
}

static PyTypeObject Word_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Word",
    .tp_basicsize = sizeof(Word),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyUnicode_Type,
    .tp_dealloc = (destructor)word_dealloc,
};

static void packet_dealloc(PyObject *self)
{
    Py_TYPE(self)->tp_free(self);
}

static PyTypeObject Packet_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Packet",
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_base = &PyBytes_Type,
    .tp_dealloc = packet_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Word_Type) < 0 || PyType_Ready(&Packet_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
