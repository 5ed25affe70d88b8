/* expect: nothing */
/* compile: no */
#include <Python.h>

/* Written for Python 2 alone, whose Python.h switched the traversal on. */
typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Watcher;

static PyTypeObject Watcher_Type;

static void watcher_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Watcher *)op)->callback);
    PyObject_GC_Del(op);
}

static PyObject *watcher_depth(PyObject *op, void *closure)
{
    return PyInt_FromLong(0);
}

static PyGetSetDef watcher_getset[] = {{"depth", watcher_depth, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

#ifdef WITH_CYCLE_GC
static int watcher_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Watcher *)op)->callback);
    return 0;
}

static int watcher_clear(PyObject *op)
{
    Py_CLEAR(((Watcher *)op)->callback);
    return 0;
}
#endif

static PyTypeObject Watcher_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Watcher",
    .tp_basicsize = sizeof(Watcher),
    .tp_dealloc = watcher_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_getset = watcher_getset,
#ifdef WITH_CYCLE_GC
    .tp_traverse = watcher_traverse,
    .tp_clear = watcher_clear,
#endif
};

static PyMethodDef methods[] = {{NULL, NULL, 0, NULL}};

PyMODINIT_FUNC initfixture(void)
{
    PyType_Ready(&Watcher_Type);
    Py_InitModule3("fixture", methods, NULL);
}
