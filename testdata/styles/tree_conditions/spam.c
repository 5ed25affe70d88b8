#include <Python.h>

#ifndef SPAM_HEAP_TYPES
#define SPAM_HEAP_TYPES 0
#endif

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Spam;

static void spam_dealloc(PyObject *op)
{
    Py_XDECREF(((Spam *)op)->value);
    Py_TYPE(op)->tp_free(op);
}

#if SPAM_HEAP_TYPES
static int spam_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Spam *)op)->value);
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static PyType_Slot spam_slots[] = {{Py_tp_dealloc, spam_dealloc}, {Py_tp_traverse, spam_traverse}, {0, NULL}};
static PyType_Spec Spam_spec = {"spam.Spam", sizeof(Spam), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, spam_slots};
#else
static PyTypeObject Spam_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.Spam", .tp_basicsize = sizeof(Spam), .tp_dealloc = spam_dealloc};
#endif

#ifdef MS_WINDOWS
#include <windows.h>

typedef struct {
    PyObject_HEAD
    HANDLE handle;
} Console;

static PyTypeObject Console_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.Console", .tp_basicsize = sizeof(Console)};
#endif
