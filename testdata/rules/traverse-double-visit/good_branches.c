/* expect: nothing */
#include <Python.h>

/* One of two branches, two fields that may hold the same object, and a test around Py_VISIT. */
typedef struct {
    PyObject_HEAD
    int kind;
    PyObject *first;
    PyObject *second;
} Choice;

static int choice_traverse(PyObject *op, visitproc visit, void *arg)
{
    Choice *self = (Choice *)op;
    if (self->kind) {
        Py_VISIT(self->first);
        Py_VISIT(self->second);
    } else {
        Py_VISIT(self->second);
        if (self->first)
            Py_VISIT(self->first);
    }
    return 0;
}

static int choice_clear(PyObject *op)
{
    Py_CLEAR(((Choice *)op)->first);
    Py_CLEAR(((Choice *)op)->second);
    return 0;
}

static void choice_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    choice_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *choice_set(PyObject *op, PyObject *value)
{
    Choice *self = (Choice *)op;
    Py_XSETREF(self->first, Py_NewRef(value));
    Py_XSETREF(self->second, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef choice_methods[] = {{"set", choice_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Choice_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Choice",
    .tp_basicsize = sizeof(Choice),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = choice_traverse,
    .tp_clear = choice_clear,
    .tp_dealloc = choice_dealloc,
    .tp_methods = choice_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Choice_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Choice_Type);
    if (PyModule_AddObject(result, "Choice", (PyObject *)&Choice_Type) < 0) {
        Py_DECREF(&Choice_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
