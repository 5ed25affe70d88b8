#include "spam.h"

static void spam_dealloc(PyObject *op)
{
    Py_XDECREF(((Spam *)op)->value);
    Py_TYPE(op)->tp_free(op);
}

#if SPAM_TYPES == 1
static PyTypeObject Static_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.Static", .tp_basicsize = sizeof(Spam), .tp_dealloc = spam_dealloc};
#elif SPAM_TYPES == 2
static PyType_Slot heap_slots[] = {{Py_tp_dealloc, spam_dealloc}, {0, NULL}};
static PyType_Spec Heap_spec = {"spam.Heap", sizeof(Spam), 0, Py_TPFLAGS_DEFAULT, heap_slots};
#else
#error SPAM_TYPES is not set
#endif
