/* expect: nothing */
#include <Python.h>

/* A Cursor does not own its document: the document outlives it and resets the pointer. */
typedef struct Document Document;

typedef struct {
    PyObject_HEAD
    Document *document;
    Py_ssize_t position;
} Cursor;

struct Document {
    PyObject_HEAD
    Cursor *cursor;
    Py_ssize_t length;
};

static void cursor_dealloc(PyObject *op)
{
    Cursor *self = (Cursor *)op;
    if (self->document != NULL)
        self->document->cursor = NULL;
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Cursor_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cursor",
    .tp_basicsize = sizeof(Cursor),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = cursor_dealloc,
};

static void document_dealloc(PyObject *op)
{
    Document *self = (Document *)op;
    if (self->cursor != NULL)
        self->cursor->document = NULL;
    Py_TYPE(op)->tp_free(op);
}

static PyObject *document_cursor(PyObject *op, PyObject *ignored)
{
    Document *self = (Document *)op;
    if (self->cursor != NULL)
        return Py_NewRef((PyObject *)self->cursor);
    Cursor *cursor = PyObject_New(Cursor, &Cursor_Type);
    if (cursor == NULL)
        return NULL;
    cursor->document = self;
    cursor->position = 0;
    self->cursor = cursor;
    return (PyObject *)cursor;
}

static PyMethodDef document_methods[] = {{"cursor", document_cursor, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Document_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Document",
    .tp_basicsize = sizeof(Document),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = document_dealloc,
    .tp_methods = document_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Cursor_Type) < 0 || PyType_Ready(&Document_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Cursor_Type);
    if (PyModule_AddObject(result, "Cursor", (PyObject *)&Cursor_Type) < 0) {
        Py_DECREF(&Cursor_Type);
        Py_DECREF(result);
        return NULL;
    }
    Py_INCREF(&Document_Type);
    if (PyModule_AddObject(result, "Document", (PyObject *)&Document_Type) < 0) {
        Py_DECREF(&Document_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
