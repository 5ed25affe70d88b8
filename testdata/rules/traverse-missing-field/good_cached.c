/* expect: nothing */
#include <Python.h>
#include <datetime.h>

/* What the field holds comes out of a cache that the program fills: nothing says that it can be part of a cycle. */
typedef struct {
    PyObject_HEAD
    PyObject *offset;
    PyObject *callback;
} Zone;

static PyObject *cache;

static PyObject *cached_offset(int seconds)
{
    PyObject *key = PyLong_FromLong(seconds);
    if (key == NULL)
        return NULL;
    PyObject *result = PyDict_GetItemWithError(cache, key);
    if (result == NULL && !PyErr_Occurred()) {
        PyObject *made = PyDateTimeAPI->Delta_FromDelta(0, seconds, 0, 1, PyDateTimeAPI->DeltaType);
        if (made != NULL) {
            result = PyDict_SetDefault(cache, key, made);
            Py_DECREF(made);
        }
    }
    Py_DECREF(key);
    return Py_XNewRef(result);
}

static PyObject *zone_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *callback;
    if (!PyArg_ParseTuple(args, "O", &callback))
        return NULL;
    Zone *self = (Zone *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->callback = Py_NewRef(callback);
    self->offset = cached_offset(60);
    if (self->offset == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static int zone_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Zone *)op)->callback);
    return 0;
}

static int zone_clear(PyObject *op)
{
    Py_CLEAR(((Zone *)op)->callback);
    return 0;
}

static void zone_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    zone_clear(op);
    Py_XDECREF(((Zone *)op)->offset);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Zone_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Zone",
    .tp_basicsize = sizeof(Zone),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = zone_new,
    .tp_traverse = zone_traverse,
    .tp_clear = zone_clear,
    .tp_dealloc = zone_dealloc,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyDateTime_IMPORT;
    cache = PyDict_New();
    if (cache == NULL || PyDateTimeAPI == NULL || PyType_Ready(&Zone_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Zone", (PyObject *)&Zone_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
