/* expect: nothing */
/* A table that begins as an array in the instance itself, and a helper that hands out its entries one by one, as in CPython's set. */
#include <Python.h>

typedef struct {
    PyObject *key;
    Py_hash_t hash;
} Entry;

typedef struct {
    PyObject_HEAD
    Py_ssize_t mask;
    Entry *table;
    Entry small_table[8];
} Bag;

static int bag_next(Bag *bag, Py_ssize_t *position, Entry **found)
{
    Py_ssize_t i = *position;
    Entry *entry = &bag->table[i];
    while (i <= bag->mask && entry->key == NULL) {
        i++;
        entry++;
    }
    *position = i + 1;
    if (i > bag->mask)
        return 0;
    *found = entry;
    return 1;
}

static int bag_traverse(Bag *bag, visitproc visit, void *arg)
{
    Py_ssize_t position = 0;
    Entry *entry;
    while (bag_next(bag, &position, &entry))
        Py_VISIT(entry->key);
    return 0;
}

static int bag_clear(Bag *bag)
{
    Py_ssize_t position = 0;
    Entry *entry;
    while (bag_next(bag, &position, &entry))
        Py_CLEAR(entry->key);
    return 0;
}

static void bag_dealloc(Bag *bag)
{
    PyObject_GC_UnTrack(bag);
    bag_clear(bag);
    if (bag->table != bag->small_table)
        PyMem_Free(bag->table);
    Py_TYPE(bag)->tp_free((PyObject *)bag);
}

static PyObject *bag_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Bag *bag = (Bag *)type->tp_alloc(type, 0);
    if (bag) {
        bag->mask = 7;
        bag->table = bag->small_table;
    }
    return (PyObject *)bag;
}

static PyObject *bag_add(Bag *bag, PyObject *key)
{
    Entry *entry = &bag->table[PyObject_Hash(key) & bag->mask];
    Py_INCREF(key);
    Py_XSETREF(entry->key, key);
    Py_RETURN_NONE;
}

static PyMethodDef bag_methods[] = {{"add", (PyCFunction)bag_add, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Bag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "example.Bag",
    .tp_basicsize = sizeof(Bag),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = bag_new,
    .tp_methods = bag_methods,
    .tp_dealloc = (destructor)bag_dealloc,
    .tp_traverse = (traverseproc)bag_traverse,
    .tp_clear = (inquiry)bag_clear,
};

static struct PyModuleDef example_module = {PyModuleDef_HEAD_INIT, .m_name = "example", .m_size = -1};

PyMODINIT_FUNC PyInit_example(void)
{
    PyObject *module = PyModule_Create(&example_module);
    if (module && PyModule_AddType(module, &Bag_Type) < 0)
        Py_CLEAR(module);
    return module;
}
