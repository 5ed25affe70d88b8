/* expect: nothing */
/* The second reference is one of many that a function can return, and goes to whoever called it. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    long seconds, minutes, hours, days, weeks;
    PyObject *total;
} Span;

typedef struct {
    PyObject_HEAD
    Span *span;
    int unit;
} SpanCursor;

static PyObject *span_total(PyObject *op, void *closure)
{
    Span *self = (Span *)op;
    (void)closure;
    if (self->total == NULL)
        self->total = PyLong_FromLong(self->seconds + 60 * self->minutes);
    Py_XINCREF(self->total);
    return self->total;
}

static PyObject *span_part(Span *self, int unit)
{
    if (unit == 0)
        return PyLong_FromLong(self->seconds);
    if (unit == 1)
        return PyLong_FromLong(self->minutes);
    if (unit == 2)
        return PyLong_FromLong(self->hours);
    if (unit == 3)
        return PyLong_FromLong(self->days);
    if (unit == 4)
        return PyLong_FromLong(self->weeks);
    return span_total((PyObject *)self, NULL);
}

static PyObject *span_choose(PyObject *op, PyObject *key)
{
    Span *self = (Span *)op;
    PyObject *value = NULL;
    switch (PyLong_AsLong(key)) {
    case 0:
        value = PyLong_FromLong(self->seconds);
        break;
    case 1:
        value = PyLong_FromLong(self->minutes);
        break;
    case 2:
        value = PyLong_FromLong(self->hours);
        break;
    case 3:
        value = PyLong_FromLong(self->days);
        break;
    default:
        value = span_total(op, NULL);
        break;
    }
    return value;
}

static PyObject *cursor_next(PyObject *op)
{
    SpanCursor *self = (SpanCursor *)op;
    PyObject *value = span_part(self->span, self->unit++), *pair;
    if (value == NULL)
        return NULL;
    pair = PyTuple_Pack(1, value);
    Py_DECREF(value);
    return pair;
}

static void span_dealloc(PyObject *op)
{
    Py_XDECREF(((Span *)op)->total);
    Py_TYPE(op)->tp_free(op);
}

static void cursor_dealloc(PyObject *op)
{
    Py_XDECREF(((SpanCursor *)op)->span);
    Py_TYPE(op)->tp_free(op);
}

static PyGetSetDef span_getset[] = {{"total", span_total, NULL, NULL, NULL}, {NULL}};
static PyMappingMethods span_mapping = {.mp_subscript = span_choose};

static PyTypeObject Span_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "good.Span",
    .tp_basicsize = sizeof(Span),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = span_dealloc,
    .tp_getset = span_getset,
    .tp_as_mapping = &span_mapping,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject SpanCursor_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "good.SpanCursor",
    .tp_basicsize = sizeof(SpanCursor),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = cursor_dealloc,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = cursor_next,
};

PyMODINIT_FUNC PyInit_good(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "good"};
    if (PyType_Ready(&Span_Type) < 0 || PyType_Ready(&SpanCursor_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
