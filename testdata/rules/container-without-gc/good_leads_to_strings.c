/* expect: nothing */
/* A text is made of what PyArg_ParseTuple() takes for a str, and its iterators hold nothing but the text. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *content;
} Text;

typedef struct {
    PyObject_HEAD
    Text *text;
    Py_ssize_t position;
} TextIterator;

static PyTypeObject TextIterator_Type;

static int text_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    PyObject *content;
    if (!PyArg_ParseTuple(args, "U", &content))
        return -1;
    Py_XSETREF(((Text *)op)->content, Py_NewRef(content));
    return 0;
}

static void text_dealloc(PyObject *op)
{
    Py_XDECREF(((Text *)op)->content);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *text_iter(PyObject *op)
{
    TextIterator *iterator = PyObject_New(TextIterator, &TextIterator_Type);
    if (iterator != NULL) {
        iterator->text = (Text *)Py_NewRef(op);
        iterator->position = 0;
    }
    return (PyObject *)iterator;
}

static PyObject *iterator_next(PyObject *op)
{
    TextIterator *self = (TextIterator *)op;
    if (self->text->content == NULL || self->position >= PyUnicode_GetLength(self->text->content))
        return NULL;
    self->position++;
    return PyUnicode_Substring(self->text->content, self->position - 1, self->position);
}

static void iterator_dealloc(PyObject *op)
{
    Py_DECREF(((TextIterator *)op)->text);
    PyObject_Free(op);
}

static PyTypeObject Text_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Text",
    .tp_basicsize = sizeof(Text),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = text_dealloc,
    .tp_init = text_init,
    .tp_iter = text_iter,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject TextIterator_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.TextIterator",
    .tp_basicsize = sizeof(TextIterator),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = iterator_dealloc,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iterator_next,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Text_Type) < 0)
        return NULL;
    if (PyType_Ready(&TextIterator_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && PyModule_AddObjectRef(result, "Text", (PyObject *)&Text_Type) < 0)
        Py_CLEAR(result);
    return result;
}
