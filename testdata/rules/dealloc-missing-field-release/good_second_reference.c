/* expect: nothing */
/* A second reference that another place takes over, the caller gets, or that is given back again. */
#include <Python.h>

static PyObject *latest;

typedef struct {
    PyObject_HEAD
    PyObject *shared;
    PyObject *listed;
    PyObject *handed;
    PyObject *remembered;
    PyObject *busy;
    PyObject *cached;
    PyObject *flagged;
    PyObject *lent;
} Station;

extern int register_name(PyObject *name);
extern int takes_over(PyObject *stolen);
static void release_later(PyObject *object)
{
    Py_DECREF(object);
}

/* Who calls it keeps a reference. */
static void keep(Station *self, PyObject *lent)
{
    Py_INCREF(lent);
    self->lent = lent;
}

static int fill_tuple(Station *self, PyObject *row)
{
    self->listed = PyList_New(0);
    if (self->listed == NULL)
        return -1;
    Py_INCREF(self->listed);
    return PyTuple_SetItem(row, 0, self->listed);
}

static int fill(Station *self, PyObject *module, PyObject *row, int is_flagged)
{
    self->shared = PyDict_New();
    if (self->shared == NULL || fill_tuple(self, row) < 0)
        return -1;
    Py_INCREF(self->shared);
    if (PyModule_AddObject(module, "shared", self->shared) < 0) {
        Py_DECREF(self->shared);
        return -1;
    }
    self->handed = PyList_New(0);
    if (self->handed == NULL)
        return -1;
    Py_INCREF(self->handed);
    if (takes_over(self->handed) < 0)
        return -1;
    self->remembered = PyList_New(0);
    if (self->remembered == NULL)
        return -1;
    Py_INCREF(self->remembered);
    Py_XSETREF(latest, self->remembered);
    self->busy = PyList_New(0);
    if (self->busy == NULL)
        return -1;
    Py_INCREF(self->busy);
    int result = PyList_Append(self->busy, Py_None);
    Py_DECREF(self->busy);
    PyObject *lent = PyList_New(0);
    if (lent == NULL)
        return -1;
    keep(self, lent);
    release_later(lent);
    self->flagged = PyList_New(0);
    if (self->flagged != NULL && is_flagged)
        Py_INCREF(self->flagged);
    return result;
}

static PyObject *station_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *module, *row;
    int is_flagged;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "OOp", &module, &row, &is_flagged))
        return NULL;
    Station *self = (Station *)type->tp_alloc(type, 0);
    if (self != NULL && fill(self, module, row, is_flagged) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyObject *station_cached(PyObject *op, PyObject *unused)
{
    Station *self = (Station *)op;
    (void)unused;
    if (self->cached == NULL) {
        self->cached = PyUnicode_FromFormat("%p", op);
        if (self->cached == NULL)
            return NULL;
    }
    Py_INCREF(self->cached);
    return self->cached;
}

static int station_traverse(PyObject *op, visitproc visit, void *arg)
{
    Station *self = (Station *)op;
    Py_VISIT(self->shared);
    Py_VISIT(self->listed);
    Py_VISIT(self->handed);
    Py_VISIT(self->remembered);
    Py_VISIT(self->busy);
    Py_VISIT(self->cached);
    Py_VISIT(self->flagged);
    Py_VISIT(self->lent);
    return 0;
}

static int station_clear(PyObject *op)
{
    Station *self = (Station *)op;
    Py_CLEAR(self->shared);
    Py_CLEAR(self->listed);
    Py_CLEAR(self->handed);
    Py_CLEAR(self->remembered);
    Py_CLEAR(self->busy);
    Py_CLEAR(self->cached);
    Py_CLEAR(self->flagged);
    Py_CLEAR(self->lent);
    return 0;
}

static void station_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    station_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMethodDef station_methods[] = {{"cached", station_cached, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Station_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Station",
    .tp_basicsize = sizeof(Station),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = station_traverse,
    .tp_clear = station_clear,
    .tp_dealloc = station_dealloc,
    .tp_methods = station_methods,
    .tp_new = station_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Station_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Station", (PyObject *)&Station_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
