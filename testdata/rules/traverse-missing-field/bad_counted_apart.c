#include <Python.h>

/* The count stands in memory of its own. */
struct table {
    int *users;
    PyObject *callback;
};

typedef struct {
    PyObject_HEAD
    struct table *table;
    PyObject *owner;
} View;

/* expect@+1: traverse-missing-field note View_Type table->callback */
static int view_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((View *)op)->owner);
    return 0;
}

static int view_clear(PyObject *op)
{
    Py_CLEAR(((View *)op)->owner);
    return 0;
}

static void drop_table(struct table *table)
{
    if (--*table->users == 0) {
        PyMem_Free(table->users);
        Py_XDECREF(table->callback);
        PyMem_Free(table);
    }
}

static void view_dealloc(PyObject *op)
{
    View *self = (View *)op;
    PyObject_GC_UnTrack(op);
    view_clear(op);
    if (self->table != NULL)
        drop_table(self->table);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *view_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *callback, *owner;
    if (!PyArg_ParseTuple(args, "OO", &callback, &owner))
        return NULL;
    View *self = (View *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->owner = Py_NewRef(owner);
    self->table = PyMem_Calloc(1, sizeof *self->table);
    int *users = PyMem_Calloc(1, sizeof *users);
    if (self->table == NULL || users == NULL) {
        PyMem_Free(users);
        PyMem_Free(self->table);
        self->table = NULL;
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    self->table->users = users;
    *users = 1;
    self->table->callback = Py_NewRef(callback);
    return (PyObject *)self;
}

static PyObject *view_copy(PyObject *op, PyObject *ignored)
{
    View *self = (View *)op, *copy = (View *)Py_TYPE(op)->tp_alloc(Py_TYPE(op), 0);
    if (copy == NULL)
        return NULL;
    copy->owner = Py_NewRef(self->owner);
    copy->table = self->table;
    copy->table->users++;
    return (PyObject *)copy;
}

static PyMethodDef view_methods[] = {{"copy", view_copy, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

/* allow: clear-missing-field */
static PyTypeObject View_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.View",
    .tp_basicsize = sizeof(View),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = view_traverse,
    .tp_clear = view_clear,
    .tp_dealloc = view_dealloc,
    .tp_methods = view_methods,
    .tp_new = view_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&View_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&View_Type);
    if (PyModule_AddObject(result, "View", (PyObject *)&View_Type) < 0) {
        Py_DECREF(&View_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
