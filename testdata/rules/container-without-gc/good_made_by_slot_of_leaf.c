/* expect: nothing */
#include <Python.h>

/* An iteration over a list of rights makes entries that keep the list alive. The list holds no object and cannot be subclassed, so that
 * no cycle goes through an entry. The slot gets the list as a plain PyObject *. */
typedef struct {
    PyObject_HEAD
    long rights;
    int position;
} Rights;

typedef struct {
    PyObject_HEAD
    PyObject *parent;
    int bit;
} Entry;

static PyTypeObject Entry_Type;

static PyObject *rights_iternext(PyObject *op)
{
    Rights *self = (Rights *)op;
    while (self->position < 32) {
        int bit = self->position++;
        if (self->rights >> bit & 1) {
            Entry *entry = PyObject_New(Entry, &Entry_Type);
            if (entry == NULL)
                return NULL;
            entry->bit = bit;
            entry->parent = op;
            Py_INCREF(op);
            return (PyObject *)entry;
        }
    }
    return NULL;
}

static PyTypeObject Rights_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Rights",
    .tp_basicsize = sizeof(Rights),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = rights_iternext,
    .tp_new = PyType_GenericNew,
};

static void entry_dealloc(PyObject *op)
{
    Py_XDECREF(((Entry *)op)->parent);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Entry_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Entry",
    .tp_basicsize = sizeof(Entry),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = entry_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Rights_Type) < 0 || PyType_Ready(&Entry_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && PyModule_AddObjectRef(module, "Rights", (PyObject *)&Rights_Type) < 0)
        Py_CLEAR(module);
    return module;
}
