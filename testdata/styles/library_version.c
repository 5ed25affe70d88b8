/* A type that is there only with a newer version of a library whose header is not installed; the version is written by a macro. */
#include <Python.h>

#define MAKE_LARDER_VERSION(major, minor, patch) ((major) * 0x10000 + (minor) * 0x100 + (patch))

#if LARDER_VERSION_NUM >= MAKE_LARDER_VERSION(7, 56, 0)
#define HAVE_LARDER_JARS
#endif

#ifdef HAVE_LARDER_JARS
typedef struct {
    PyObject_HEAD
    PyObject *label;
} Jar;

static void jar_dealloc(PyObject *op)
{
    Py_XDECREF(((Jar *)op)->label);
    Py_TYPE(op)->tp_free(op);
}

/* type: Jar_Type style=static name=spam.Jar record=Jar slots.tp_dealloc=jar_dealloc refs=label@16 */
static PyTypeObject Jar_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Jar",
    .tp_basicsize = sizeof(Jar),
    .tp_dealloc = jar_dealloc,
};
#endif

PyMODINIT_FUNC PyInit_spam(void)
{
#ifdef HAVE_LARDER_JARS
    if (PyType_Ready(&Jar_Type) < 0)
        return NULL;
#endif
    return PyModule_New("spam");
}
