/* allow: clear-missing-field */
#include <Python.h>

/* An operator takes a reference to itself or to what it wraps, and gives it back on every way out: that ends neither. */
typedef struct {
    PyObject_HEAD
    PyObject *wrapped;
    PyObject *note;
} Proxy;

static PyTypeObject Proxy_Type;

static int unwrap(PyObject **operand)
{
    if (!Py_IS_TYPE(*operand, &Proxy_Type)) {
        Py_INCREF(*operand);
        return 0;
    }
    PyObject *wrapped = ((Proxy *)*operand)->wrapped;
    if (wrapped == NULL) {
        PyErr_SetString(PyExc_ValueError, "nothing is wrapped");
        return -1;
    }
    Py_INCREF(wrapped);
    *operand = wrapped;
    return 0;
}

static PyObject *proxy_add(PyObject *left, PyObject *right)
{
    if (unwrap(&left) < 0)
        return NULL;
    int is_true = PyObject_IsTrue(right);
    if (is_true < 0) {
        Py_DECREF(left);
        return NULL;
    }
    PyObject *result = PyNumber_Add(left, right);
    Py_DECREF(left);
    return result;
}

static int proxy_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    Proxy *self = (Proxy *)op;
    PyObject *wrapped;
    if (!PyArg_ParseTuple(args, "O", &wrapped))
        return -1;
    Py_XSETREF(self->wrapped, Py_NewRef(wrapped));
    Py_XSETREF(self->note, Py_NewRef(wrapped));
    return 0;
}

static int proxy_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Proxy *)op)->wrapped);
    Py_VISIT(((Proxy *)op)->note);
    return 0;
}

static int proxy_clear(PyObject *op)
{
    Py_CLEAR(((Proxy *)op)->note);
    return 0;
}

static void proxy_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Proxy_Type wrapped */
{
    PyObject_GC_UnTrack(op);
    proxy_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyNumberMethods proxy_as_number = {.nb_add = proxy_add};

static PyTypeObject Proxy_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Proxy",
    .tp_basicsize = sizeof(Proxy),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = proxy_traverse,
    .tp_clear = proxy_clear,
    .tp_dealloc = proxy_dealloc,
    .tp_as_number = &proxy_as_number,
    .tp_init = proxy_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result == NULL || PyModule_AddType(result, &Proxy_Type) < 0) {
        Py_XDECREF(result);
        return NULL;
    }
    return result;
}
