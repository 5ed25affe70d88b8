/* expect: nothing */
#include <Python.h>

#include <stddef.h>

/* Two kinds of one struct: the table keeps its elements in place or in an object of its own. tp_clear releases what the kind holds. */
typedef struct {
    PyObject_VAR_HEAD
    int in_place;
    union {
        PyObject *set;
        PyObject *items[1];
    } u;
} Table;

static int drop_item(PyObject *item, void *arg)
{
    Py_DECREF(item);
    return 0;
}

int each_of_set(PyObject *set, visitproc visit, void *arg);

static int each(Table *self, visitproc visit, void *arg)
{
    if (!self->in_place)
        return each_of_set(self->u.set, visit, arg);
    int error = 0;
    for (Py_ssize_t i = 0; i < Py_SIZE(self) && !error; i++)
        error = visit(self->u.items[i], arg);
    return error;
}

static int table_traverse(PyObject *op, visitproc visit, void *arg)
{
    return each((Table *)op, visit, arg);
}

static int table_clear(PyObject *op)
{
    Table *self = (Table *)op;
    if (self->u.set != NULL) {
        PyObject *set = self->u.set;
        each(self, drop_item, NULL);
        self->u.set = NULL;
        Py_DECREF(set);
    }
    return 0;
}

static void table_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    table_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Table_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Table",
    .tp_basicsize = offsetof(Table, u),
    .tp_itemsize = sizeof(PyObject *),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = table_traverse,
    .tp_clear = table_clear,
    .tp_dealloc = table_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Table_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
