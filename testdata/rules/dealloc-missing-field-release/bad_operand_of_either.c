#include <Python.h>

/* An operator works with what a wrapper holds, or with the operand itself: the one `Py_DECREF(left)` gives back what the helper took, of
 * either. No function releases an instance and what it holds. */
typedef struct {
    PyObject_HEAD
    PyObject *wrapped;
    PyObject *memory;
} Wrapper;

static PyTypeObject Wrapper_Type;

static PyObject *take_wrapped(Wrapper *self)
{
    PyObject *value = self->wrapped;
    Py_XINCREF(value);
    return value;
}

static int take_operand(PyObject **operand)
{
    if (!PyObject_TypeCheck(*operand, &Wrapper_Type)) {
        Py_INCREF(*operand);
        return 0;
    }
    PyObject *wrapped = take_wrapped((Wrapper *)*operand);
    if (wrapped == NULL) {
        PyErr_SetString(PyExc_ValueError, "nothing is wrapped");
        return -1;
    }
    *operand = wrapped;
    return 0;
}

static PyObject *wrapper_add(PyObject *left, PyObject *right)
{
    if (take_operand(&left) < 0)
        return NULL;
    if (take_operand(&right) < 0) {
        Py_DECREF(left);
        return NULL;
    }
    PyObject *result = PyNumber_Add(left, right);
    Py_DECREF(left);
    Py_DECREF(right);
    return result;
}

static PyObject *wrapper_inplace_add(PyObject *op, PyObject *other)
{
    Wrapper *self = (Wrapper *)op;
    if (take_operand(&other) < 0)
        return NULL;
    PyObject *wrapped = take_wrapped(self);
    int has = PyObject_IsTrue(wrapped);
    if (has < 0) {
        Py_DECREF(wrapped);
        Py_DECREF(other);
        return NULL;
    }
    if (has) {
        PyObject *sum = PyNumber_InPlaceAdd(wrapped, other);
        Py_DECREF(wrapped);
        Py_DECREF(other);
        if (sum == NULL)
            return NULL;
        Py_SETREF(self->wrapped, sum);
        return Py_NewRef(op);
    }
    PyObject *sum = PyNumber_Add(wrapped, other);
    Py_DECREF(wrapped);
    Py_DECREF(other);
    return sum;
}

static int wrapper_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *wrapped;
    if (!PyArg_ParseTuple(args, "O", &wrapped))
        return -1;
    Py_XSETREF(((Wrapper *)op)->wrapped, Py_NewRef(wrapped));
    Py_XSETREF(((Wrapper *)op)->memory, PyList_New(0));
    return ((Wrapper *)op)->memory == NULL ? -1 : 0;
}

static int wrapper_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Wrapper *)op)->wrapped);
    Py_VISIT(((Wrapper *)op)->memory);
    return 0;
}

static int wrapper_clear(PyObject *op) /* expect: clear-missing-field warning Wrapper_Type wrapped */
{
    Py_CLEAR(((Wrapper *)op)->memory);
    return 0;
}

static void wrapper_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Wrapper_Type wrapped */
{
    PyObject_GC_UnTrack(op);
    wrapper_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyNumberMethods wrapper_number = {
    .nb_add = wrapper_add,
    .nb_inplace_add = wrapper_inplace_add,
};

static PyTypeObject Wrapper_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Wrapper",
    .tp_basicsize = sizeof(Wrapper),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_as_number = &wrapper_number,
    .tp_traverse = wrapper_traverse,
    .tp_clear = wrapper_clear,
    .tp_dealloc = wrapper_dealloc,
    .tp_new = PyType_GenericNew,
    .tp_init = wrapper_init,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Wrapper_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Wrapper", (PyObject *)&Wrapper_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
