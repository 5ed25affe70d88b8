/* PyType_Ready() can leave an offset unset, and then it is set too late. */
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *weakrefs;
} Watcher;

static void watcher_dealloc(PyObject *op)
{
    if (((Watcher *)op)->weakrefs)
        PyObject_ClearWeakRefs(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Watcher_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = watcher_dealloc,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Watcher_Type) < 0)
        return NULL;
    if (!Watcher_Type.tp_weaklistoffset)
        Watcher_Type.tp_weaklistoffset = offsetof(Watcher, weakrefs); /* expect: slot-set-after-ready error Watcher_Type */
    PyObject *object = PyModule_Create(&module);
    if (object && PyModule_AddObjectRef(object, "Watcher", (PyObject *)&Watcher_Type) < 0)
        Py_CLEAR(object);
    return object;
}
