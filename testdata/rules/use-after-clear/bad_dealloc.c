#include <Python.h>

/* tp_dealloc runs after tp_clear where the collector ends the instance: Py_DECREF(NULL). */
typedef struct {
    PyObject_HEAD
    PyObject *exporter;
} Proxy;

static int proxy_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Proxy *)op)->exporter);
    return 0;
}

static int proxy_clear(PyObject *op)
{
    Py_CLEAR(((Proxy *)op)->exporter);
    return 0;
}

static PyObject *proxy_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *exporter;
    if (!PyArg_ParseTuple(args, "O", &exporter))
        return NULL;
    Proxy *self = (Proxy *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->exporter = Py_NewRef(exporter);
    return (PyObject *)self;
}

static void proxy_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_DECREF(((Proxy *)op)->exporter); /* expect: use-after-clear error Proxy_Type exporter */
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Proxy_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Proxy",
    .tp_basicsize = sizeof(Proxy),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = proxy_traverse,
    .tp_clear = proxy_clear,
    .tp_dealloc = proxy_dealloc,
    .tp_new = proxy_new,
};

/* The same by looking into the object. */
typedef struct {
    PyObject_HEAD
    PyListObject *exporter;
} Reader;

static int reader_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Reader *)op)->exporter);
    return 0;
}

static int reader_clear(PyObject *op)
{
    Py_CLEAR(((Reader *)op)->exporter);
    return 0;
}

static PyObject *reader_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *exporter;
    if (!PyArg_ParseTuple(args, "O!", &PyList_Type, &exporter))
        return NULL;
    Reader *self = (Reader *)type->tp_alloc(type, 0);
    if (self != NULL)
        self->exporter = (PyListObject *)Py_NewRef(exporter);
    return (PyObject *)self;
}

static void reader_dealloc(PyObject *op)
{
    Reader *self = (Reader *)op;
    PyObject_GC_UnTrack(op);
    if (self->exporter->allocated > 0) /* expect: use-after-clear error Reader_Type exporter */
        PySys_WriteStderr("not empty\n");
    Py_XDECREF(self->exporter);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Reader_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Reader",
    .tp_basicsize = sizeof(Reader),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = reader_traverse,
    .tp_clear = reader_clear,
    .tp_dealloc = reader_dealloc,
    .tp_new = reader_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Proxy_Type) < 0 || PyType_Ready(&Reader_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
