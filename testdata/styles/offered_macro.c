/* A type for compilers that lack something; the text offers a macro to have it with any. */
#include <Python.h>

#ifndef SPAM_HAS_THREADS
#if defined(__GNUC__) || defined(__clang__)
#define SPAM_HAS_THREADS 1
#else
#define SPAM_HAS_THREADS 0
#endif
#endif

#if SPAM_HAS_THREADS == 0
typedef struct {
    PyObject_HEAD
    PyObject *state;
} Cleanup;

static void cleanup_dealloc(PyObject *op)
{
    Py_XDECREF(((Cleanup *)op)->state);
    Py_TYPE(op)->tp_free(op);
}

/* type: Cleanup_Type style=static name=spam.Cleanup record=Cleanup slots.tp_dealloc=cleanup_dealloc refs=state@16 */
static PyTypeObject Cleanup_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Cleanup",
    .tp_basicsize = sizeof(Cleanup),
    .tp_dealloc = cleanup_dealloc,
};
#endif

PyMODINIT_FUNC PyInit_spam(void)
{
#if SPAM_HAS_THREADS == 0
    if (PyType_Ready(&Cleanup_Type) < 0)
        return NULL;
#endif
    return PyModule_New("spam");
}
