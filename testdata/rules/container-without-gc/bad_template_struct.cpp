/* The instance structs are made from one class template; only what is made for Reader is ever given an owner. */
#include <Python.h>

struct Header {
    int size;
};
struct Reader {
    Header *header;
};

template <class T> struct Wrapped : public PyObject {
    PyObject *owner;
    T value;
};

template <class T> static Wrapped<T> *wrap(PyObject *owner, PyTypeObject *type)
{
    Wrapped<T> *self = (Wrapped<T> *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->owner = owner;
        Py_XINCREF(owner);
    }
    return self;
}

template <class T> static void wrapped_dealloc(PyObject *op)
{
    Py_CLEAR(((Wrapped<T> *)op)->owner);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Header_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "fixture.Header",
    sizeof(Wrapped<Header *>),
    0,
    wrapped_dealloc<Header *>,
};

static PyTypeObject Reader_Type = { /* expect: container-without-gc warning Reader_Type owner */
    PyVarObject_HEAD_INIT(NULL, 0)
    "fixture.Reader",
    sizeof(Wrapped<Reader>),
    0,
    wrapped_dealloc<Reader>,
};

static PyObject *make_header(PyObject *, PyObject *)
{
    return wrap<Header *>(NULL, &Header_Type);
}

static PyObject *make_reader(PyObject *, PyObject *owner)
{
    return wrap<Reader>(owner, &Reader_Type);
}

static PyMethodDef methods[] = {
    {"header", make_header, METH_NOARGS, NULL},
    {"reader", make_reader, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fixture", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Header_Type) < 0 || PyType_Ready(&Reader_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
