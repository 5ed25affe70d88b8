/* Types in arrays, and within larger structs: PyHeapTypeObject, a generic type's wrapper, an ExtensionClass. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *item;
} Holder;

static void holder_dealloc(PyObject *op)
{
    Py_XDECREF(((Holder *)op)->item);
    Py_TYPE(op)->tp_free(op);
}

/* type: types[0] style=static name=spam.First record=Holder slots.tp_dealloc=holder_dealloc */
/* type: types[1] style=static name=spam.Second record=Holder flags=DEFAULT|BASETYPE */
static PyTypeObject types[] = {
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.First", .tp_basicsize = sizeof(Holder), .tp_dealloc = holder_dealloc},
    {PyVarObject_HEAD_INIT(NULL, 0) "spam.Second", sizeof(Holder), 0, holder_dealloc, .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE},
};

/* type: heap_type style=static name=spam.HeapLike record=Holder refs=item@16 */
static PyHeapTypeObject heap_type = {
    .ht_type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.HeapLike", .tp_basicsize = sizeof(Holder), .tp_dealloc = holder_dealloc},
};

typedef struct {
    PyTypeObject type;
    int kind;
    void (*set)(Holder *, int);
} KindType;

/* type: kind_type style=static name=spam.Kind record=Holder flags=DEFAULT */
static KindType kind_type = {
    {
        PyVarObject_HEAD_INIT(NULL, 0)
        .tp_name = "spam.Kind",
        .tp_basicsize = sizeof(Holder),
        .tp_dealloc = holder_dealloc,
        .tp_flags = Py_TPFLAGS_DEFAULT,
    },
    3,
    NULL,
};

/* type: pair style=static name=spam.Left record=Holder */
/* type: pair.right style=static name=spam.Right record=Holder */
static struct {
    PyTypeObject left, right;
} pair = {
    .left = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.Left", .tp_basicsize = sizeof(Holder), .tp_dealloc = holder_dealloc},
    .right.tp_name = "spam.Right",
    .right.tp_basicsize = sizeof(Holder),
    .right.tp_dealloc = holder_dealloc,
};

int ready(void)
{
    return PyType_Ready(&types[0]) || PyType_Ready(&types[1]) || PyType_Ready(&heap_type.ht_type) || PyType_Ready(&kind_type.type) ||
           PyType_Ready(&pair.left) || PyType_Ready(&pair.right);
}
