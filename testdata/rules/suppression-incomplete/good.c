/* expect: nothing */
#include <Python.h>

/* example */
typedef struct {
    PyListObject list;
} Counted;

static PyTypeObject Counted_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counted",
    .tp_basicsize = sizeof(Counted),
    /* gclint: ignore[gc-flag-without-traverse] tp_traverse is patched in by the embedding program */
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_base = &PyList_Type,
};
/* end example */

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Counted_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Counted_Type);
    if (PyModule_AddObject(result, "Counted", (PyObject *)&Counted_Type) < 0) {
        Py_DECREF(&Counted_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
