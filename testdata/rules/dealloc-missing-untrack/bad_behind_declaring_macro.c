/* A macro of a header that is not installed, without a semicolon, does not hide the function behind it. */
/* compile: no */
/* allow: missing-clear */
#include <Python.h>
#include <larder/larder.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Spam;

LARDER_DEFINE_TYPE(LarderSpam, larder_spam, LARDER_TYPE_OBJECT)

static void spam_dealloc(PyObject *op)
{
    Spam *self = (Spam *)op;
    Py_XDECREF(self->callback); /* expect@-3: dealloc-missing-untrack error Spam_Type */
    Py_TYPE(op)->tp_free(op);
}

LARDER_STATIC(int) spam_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Spam *)op)->callback);
    return 0;
}

static PyObject *spam_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    PyObject *callback, *op;
    if (!PyArg_ParseTuple(args, "O", &callback) || !(op = type->tp_alloc(type, 0)))
        return NULL;
    ((Spam *)op)->callback = Py_NewRef(callback);
    return op;
}

static PyTypeObject Spam_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Spam",
    .tp_basicsize = sizeof(Spam),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = spam_new,
    .tp_dealloc = spam_dealloc,
    .tp_traverse = spam_traverse,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Spam_Type) < 0)
        return NULL;
    PyObject *object = PyModule_Create(&module);
    if (object && PyModule_AddObjectRef(object, "Spam", (PyObject *)&Spam_Type) < 0)
        Py_CLEAR(object);
    return object;
}
