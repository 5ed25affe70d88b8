/* The base comes out of a capsule of another module: its tp_traverse visits what is its own, and not what the derived type releases. */
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
    PyObject *payer;
    PyObject *receipt;
} Payment;

static int payment_traverse(Payment *self, visitproc visit, void *arg) /* expect: traverse-missing-field warning Payment_Type receipt */
{
    int result = ledger->entry_type->tp_traverse((PyObject *)self, visit, arg);
    if (result)
        return result;
    Py_VISIT(self->payer);
    return 0;
}

static int payment_clear(Payment *self)
{
    Py_CLEAR(self->payer);
    Py_CLEAR(self->receipt);
    return ledger->entry_type->tp_clear((PyObject *)self);
}

/* allow: dealloc-chain-untracked */
static void payment_dealloc(Payment *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->payer);
    Py_CLEAR(self->receipt);
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
    Py_XSETREF(self->receipt, Py_NewRef(receipt));
    return 0;
}

static PyObject *payment_book(Payment *self, PyObject *unused)
{
    (void)unused;
    return Py_NewRef(self->book ? self->book : Py_None);
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

static struct PyModuleDef counter = {PyModuleDef_HEAD_INIT, .m_name = "counter", .m_size = -1};

PyMODINIT_FUNC PyInit_counter(void)
{
    ledger = PyCapsule_Import("ledger.API", 0);
    if (ledger == NULL)
        return NULL;
    Payment_Type.tp_base = ledger->entry_type;
    if (PyType_Ready(&Payment_Type) < 0)
        return NULL;
    return PyModule_Create(&counter);
}
