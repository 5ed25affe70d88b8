/* expect: nothing */
/* A base out of a capsule, which may be a type of this program after all: that visits a member of the struct that both share, and which
 * the functions that both share release. What else the capsule's header declares is the base's. */
#include <Python.h>

/* As the other module's header has it: members that each derived struct repeats. */
#define LEDGER_HEAD \
    PyObject_HEAD \
    PyObject *book; \
    PyObject *page;

typedef struct {
    PyTypeObject *entry_type;
    int (*check)(PyObject *);
} LedgerApi;

static LedgerApi *ledger;

typedef struct {
    LEDGER_HEAD
    PyObject *receipt;
} Entry;

typedef struct {
    Entry entry;
    PyObject *payer;
} Payment;

static int payment_traverse(Payment *self, visitproc visit, void *arg)
{
    int result = ledger->entry_type->tp_traverse((PyObject *)self, visit, arg);
    if (result)
        return result;
    Py_VISIT(self->payer);
    return 0;
}

static int entry_traverse(Entry *self, visitproc visit, void *arg)
{
    Py_VISIT(self->book);
    Py_VISIT(self->page);
    Py_VISIT(self->receipt);
    return 0;
}

static int payment_clear(Payment *self)
{
    Py_CLEAR(self->payer);
    Py_CLEAR(self->entry.receipt);
    return ledger->entry_type->tp_clear((PyObject *)self);
}

/* allow: dealloc-chain-untracked */
static void payment_dealloc(Payment *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->payer);
    Py_CLEAR(self->entry.receipt);
    PyObject_GC_Track(self);
    ledger->entry_type->tp_dealloc((PyObject *)self);
}

static int payment_init(Payment *self, PyObject *args, PyObject *keywords)
{
    PyObject *payer, *receipt;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "OO", &payer, &receipt))
        return -1;
    Py_XSETREF(self->payer, Py_NewRef(payer));
    Py_XSETREF(self->entry.receipt, Py_NewRef(receipt));
    return 0;
}

static PyObject *payment_book(Payment *self, PyObject *unused)
{
    (void)unused;
    return Py_NewRef(self->entry.book ? self->entry.book : Py_None);
}

static PyMethodDef payment_methods[] = {{"book", (PyCFunction)payment_book, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Payment_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "counter.Payment",
    .tp_basicsize = sizeof(Payment),
    .tp_dealloc = (destructor)payment_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)payment_traverse,
    .tp_clear = (inquiry)payment_clear,
    .tp_methods = payment_methods,
    .tp_init = (initproc)payment_init,
};

static int entry_clear(Entry *self)
{
    Py_CLEAR(self->book);
    Py_CLEAR(self->page);
    Py_CLEAR(self->receipt);
    return 0;
}

static void entry_dealloc(Entry *self)
{
    PyObject_GC_UnTrack(self);
    entry_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Entry_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "counter.Entry",
    .tp_basicsize = sizeof(Entry),
    .tp_dealloc = (destructor)entry_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)entry_traverse,
    .tp_clear = (inquiry)entry_clear,
};

static struct PyModuleDef counter = {PyModuleDef_HEAD_INIT, .m_name = "counter", .m_size = -1};

PyMODINIT_FUNC PyInit_counter(void)
{
    ledger = PyCapsule_Import("ledger.API", 0);
    if (ledger == NULL)
        return NULL;
    Payment_Type.tp_base = ledger->entry_type;
    if (PyType_Ready(&Entry_Type) < 0 || PyType_Ready(&Payment_Type) < 0)
        return NULL;
    return PyModule_Create(&counter);
}
