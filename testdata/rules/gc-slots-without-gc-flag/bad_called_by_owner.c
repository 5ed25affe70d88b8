#include <Python.h>

/* Items are private to their List, whose traverse calls theirs. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Item;

static int item_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Item *)op)->value);
    return 0;
}

static void item_dealloc(PyObject *op)
{
    Py_CLEAR(((Item *)op)->value);
    PyObject_Free(op);
}

static PyTypeObject Item_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Item",
    .tp_basicsize = sizeof(Item),
    .tp_flags = Py_TPFLAGS_DEFAULT, /* expect: gc-slots-without-gc-flag note Item_Type */
    .tp_traverse = item_traverse,
    .tp_dealloc = item_dealloc,
};

typedef struct {
    PyObject_HEAD
    Item *first;
} List;

static int list_traverse(PyObject *op, visitproc visit, void *arg)
{
    List *self = (List *)op;
    if (self->first != NULL) {
        int result = item_traverse((PyObject *)self->first, visit, arg);
        if (result)
            return result;
    }
    return 0;
}

static int list_clear(PyObject *op)
{
    Py_CLEAR(((List *)op)->first);
    return 0;
}

static void list_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    list_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *list_set(PyObject *op, PyObject *value)
{
    List *self = (List *)op;
    Item *item = PyObject_New(Item, &Item_Type);
    if (item == NULL)
        return NULL;
    item->value = Py_NewRef(value);
    Py_XSETREF(self->first, item);
    Py_RETURN_NONE;
}

static PyMethodDef list_methods[] = {{"set", list_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

/* allow: traverse-missing-field, surprise-finalizer-through-untraversed */
static PyTypeObject List_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.List",
    .tp_basicsize = sizeof(List),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = list_traverse,
    .tp_clear = list_clear,
    .tp_dealloc = list_dealloc,
    .tp_methods = list_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Item_Type) < 0 || PyType_Ready(&List_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Item_Type);
    if (PyModule_AddObject(result, "Item", (PyObject *)&Item_Type) < 0) {
        Py_DECREF(&Item_Type);
        Py_DECREF(result);
        return NULL;
    }
    Py_INCREF(&List_Type);
    if (PyModule_AddObject(result, "List", (PyObject *)&List_Type) < 0) {
        Py_DECREF(&List_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
