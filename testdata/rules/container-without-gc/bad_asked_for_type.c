#include <Python.h>

/* What a callback gets is a book only where it asks: it keeps any other object as well. */
typedef struct {
    PyObject_HEAD
    long pages;
} Book;

typedef PyObject *(*ItemAt)(PyObject *book, long index);

typedef struct {
    PyObject_HEAD
    PyObject *book;
    ItemAt item_at;
    long count;
} Sequence;

static PyTypeObject Book_Type, Page_Type, Sequence_Type;

PyObject *page_new(PyObject *book, long index)
{
    Sequence *page = PyObject_New(Sequence, &Page_Type);
    if (page == NULL)
        return NULL;
    page->item_at = NULL;
    page->count = index;
    page->book = Py_NewRef(book);
    return (PyObject *)page;
}

PyObject *sequence_new(PyObject *book, ItemAt item_at, long count)
{
    Sequence *sequence = PyObject_New(Sequence, &Sequence_Type);
    if (sequence == NULL)
        return NULL;
    sequence->item_at = item_at;
    sequence->count = count;
    sequence->book = Py_NewRef(book);
    return (PyObject *)sequence;
}

static PyObject *page_at(PyObject *book, long index)
{
    if (PyObject_TypeCheck(book, &Book_Type) && index >= ((Book *)book)->pages) {
        PyErr_SetString(PyExc_IndexError, "there is no such page");
        return NULL;
    }
    return page_new(book, index);
}

static PyObject *book_pages(Book *self, void *closure)
{
    (void)closure;
    return sequence_new((PyObject *)self, page_at, self->pages);
}

static PyGetSetDef book_getset[] = {
    {.name = "pages", .get = (getter)book_pages},
    {.name = NULL},
};

static PyTypeObject Book_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Book",
    .tp_basicsize = sizeof(Book),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_getset = book_getset,
    .tp_new = PyType_GenericNew,
};

static void sequence_dealloc(PyObject *op)
{
    Py_XDECREF(((Sequence *)op)->book);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *sequence_item(PyObject *op, Py_ssize_t index)
{
    Sequence *self = (Sequence *)op;
    return self->item_at(self->book, (long)index);
}

static PySequenceMethods sequence_methods = {.sq_item = sequence_item};

static PyTypeObject Page_Type = { /* expect: container-without-gc warning Page_Type book */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Page",
    .tp_basicsize = sizeof(Sequence),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = sequence_dealloc,
};

static PyTypeObject Sequence_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Sequence",
    .tp_basicsize = sizeof(Sequence),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = sequence_dealloc,
    .tp_as_sequence = &sequence_methods,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Book_Type) < 0 || PyType_Ready(&Page_Type) < 0 || PyType_Ready(&Sequence_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && PyModule_AddObjectRef(module, "Book", (PyObject *)&Book_Type) < 0)
        Py_CLEAR(module);
    return module;
}
