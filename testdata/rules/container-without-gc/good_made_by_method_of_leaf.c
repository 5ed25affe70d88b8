/* expect: nothing */
#include <Python.h>

/* A method and a getter hand out parts that keep their book alive, which they get as a plain PyObject *. A book holds no object and
 * cannot be subclassed, so that no cycle goes through a part. */
typedef struct {
    PyObject_HEAD
    long pages;
} Book;

typedef struct {
    PyObject_HEAD
    PyObject *book;
    long page;
} Part;

static PyTypeObject Part_Type;

static PyObject *part_of(PyObject *book, long page)
{
    Part *part = PyObject_New(Part, &Part_Type);
    if (part == NULL)
        return NULL;
    part->page = page;
    part->book = Py_NewRef(book);
    return (PyObject *)part;
}

static PyObject *book_page(PyObject *self, PyObject *number)
{
    long page = PyLong_AsLong(number);
    return page == -1 && PyErr_Occurred() ? NULL : part_of(self, page);
}

static PyObject *book_cover(PyObject *self, void *closure)
{
    Part *part = PyObject_New(Part, &Part_Type);
    if (part == NULL)
        return NULL;
    part->page = 0;
    part->book = Py_NewRef(self);
    return (PyObject *)part;
}

static PyMethodDef book_methods[] = {
    {"page", book_page, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef book_getset[] = {
    {.name = "cover", .get = book_cover},
    {.name = NULL},
};

static PyTypeObject Book_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Book",
    .tp_basicsize = sizeof(Book),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = book_methods,
    .tp_getset = book_getset,
    .tp_new = PyType_GenericNew,
};

static void part_dealloc(PyObject *op)
{
    Py_XDECREF(((Part *)op)->book);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Part_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Part",
    .tp_basicsize = sizeof(Part),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = part_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Book_Type) < 0 || PyType_Ready(&Part_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && PyModule_AddObjectRef(module, "Book", (PyObject *)&Book_Type) < 0)
        Py_CLEAR(module);
    return module;
}
