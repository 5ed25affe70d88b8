#include <Python.h>

#include <stddef.h>

/* The cursor that is parsed in the same call as what the row keeps is not what the row keeps. */
typedef struct {
    PyObject_HEAD
    PyObject *weak_references;
    int position;
} Cursor;

typedef struct {
    PyObject_HEAD
    PyObject *data;
} Row;

static void cursor_dealloc(PyObject *op)
{
    PyObject_ClearWeakRefs(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Cursor_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Cursor",
    .tp_basicsize = sizeof(Cursor),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_weaklistoffset = offsetof(Cursor, weak_references),
    .tp_dealloc = cursor_dealloc,
    .tp_new = PyType_GenericNew,
};

static void row_dealloc(PyObject *op)
{
    Py_XDECREF(((Row *)op)->data);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *row_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Cursor *cursor;
    PyObject *data;
    if (!PyArg_ParseTuple(args, "O!O", &Cursor_Type, &cursor, &data))
        return NULL;
    if (!PyTuple_Check(data)) {
        PyErr_SetString(PyExc_TypeError, "a row is a tuple");
        return NULL;
    }
    Row *self = (Row *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    cursor->position++;
    self->data = Py_NewRef(data);
    return (PyObject *)self;
}

static PyTypeObject Row_Type = { /* expect: container-without-gc warning Row_Type data */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Row",
    .tp_basicsize = sizeof(Row),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = row_dealloc,
    .tp_new = row_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && (PyModule_AddType(result, &Cursor_Type) < 0 || PyModule_AddType(result, &Row_Type) < 0))
        Py_CLEAR(result);
    return result;
}
