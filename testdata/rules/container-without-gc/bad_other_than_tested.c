/* Tests for str that what is stored has not met, and functions of str that take something else too. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value; /* what is no str or number */
} Wrapper;

typedef struct {
    PyObject_HEAD
    PyObject *parts;  /* joined: nothing but str */
    PyObject *values; /* formatted */
} Writer;

typedef struct {
    PyObject_HEAD
    PyObject *source; /* a helper asks whether it is a str */
} Reader;

static PyTypeObject Wrapper_Type;

static PyObject *wrap(PyObject *value)
{
    if (PyLong_Check(value) || PyFloat_Check(value)) {
        Py_INCREF(value);
        return value;
    }
    if (PyUnicode_Check(value))
        return PyUnicode_Concat(value, value);
    Wrapper *self = PyObject_New(Wrapper, &Wrapper_Type);
    if (self == NULL)
        return NULL;
    Py_INCREF(value);
    self->value = value;
    return (PyObject *)self;
}

static void wrapper_dealloc(PyObject *op)
{
    Py_DECREF(((Wrapper *)op)->value);
    PyObject_Free(op);
}

static PyTypeObject Wrapper_Type = { /* expect: container-without-gc warning Wrapper_Type value */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Wrapper",
    .tp_basicsize = sizeof(Wrapper),
    .tp_dealloc = wrapper_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *writer_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *values;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "O", &values))
        return NULL;
    Writer *self = (Writer *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(values);
    self->values = values;
    self->parts = PyList_New(0);
    if (self->parts == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyObject *writer_str(PyObject *op)
{
    Writer *self = (Writer *)op;
    PyObject *nothing = PyUnicode_FromString("");
    if (nothing == NULL)
        return NULL;
    PyObject *format = PyUnicode_Join(nothing, self->parts);
    Py_DECREF(nothing);
    if (format == NULL)
        return NULL;
    PyObject *result = PyUnicode_Format(format, self->values);
    Py_DECREF(format);
    return result;
}

static PyObject *writer_add(PyObject *op, PyObject *value)
{
    PyObject *wrapped = wrap(value);
    if (wrapped == NULL)
        return NULL;
    int result = PyList_Append(((Writer *)op)->parts, wrapped);
    Py_DECREF(wrapped);
    if (result < 0)
        return NULL;
    Py_RETURN_NONE;
}

static void writer_dealloc(PyObject *op)
{
    Py_XDECREF(((Writer *)op)->parts);
    Py_XDECREF(((Writer *)op)->values);
    Py_TYPE(op)->tp_free(op);
}

static PyMethodDef writer_methods[] = {{"add", writer_add, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Writer_Type = { /* expect: container-without-gc warning Writer_Type values */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Writer",
    .tp_basicsize = sizeof(Writer),
    .tp_dealloc = writer_dealloc,
    .tp_str = writer_str,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = writer_methods,
    .tp_new = writer_new,
};

static PyObject *text_of(PyObject *source)
{
    if (PyUnicode_Check(source)) {
        Py_INCREF(source);
        return source;
    }
    return PyObject_Str(source);
}

static Py_ssize_t reader_length(PyObject *op)
{
    PyObject *text = text_of(((Reader *)op)->source);
    if (text == NULL)
        return -1;
    Py_ssize_t length = PyUnicode_GetLength(text);
    Py_DECREF(text);
    return length;
}

static PyObject *reader_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *source;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "O", &source))
        return NULL;
    Reader *self = (Reader *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(source);
    self->source = source;
    return (PyObject *)self;
}

static void reader_dealloc(PyObject *op)
{
    Py_XDECREF(((Reader *)op)->source);
    Py_TYPE(op)->tp_free(op);
}

static PySequenceMethods reader_sequence = {.sq_length = reader_length};

static PyTypeObject Reader_Type = { /* expect: container-without-gc warning Reader_Type source */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_dealloc = reader_dealloc,
    .tp_as_sequence = &reader_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = reader_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Wrapper_Type) < 0 || PyType_Ready(&Writer_Type) < 0 || PyType_Ready(&Reader_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Writer", (PyObject *)&Writer_Type) < 0 ||
        PyModule_AddObjectRef(result, "Reader", (PyObject *)&Reader_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
