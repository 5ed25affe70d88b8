/* expect: nothing */
/* The helper takes references of its own: who calls it gives back, hands on, keeps or returns the one that was made. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *given_back;
    PyObject *listed;
    PyObject *kept;
    PyObject *answered;
    PyObject *at_end;
    PyObject *chosen;
    PyObject *cleared;
    PyObject *late;
} Probe;

static PyObject *latest;

static void set(PyObject **field, PyObject *object)
{
    Py_XINCREF(object);
    Py_XSETREF(*field, object);
}

static void keep_chosen(Probe *self, PyObject *object, int is_new)
{
    if (!is_new)
        Py_INCREF(object);
    self->chosen = object;
}

static int probe_fill(Probe *self, PyObject *row)
{
    int result = -1;
    PyObject *at_end = PyList_New(0);
    PyObject *given_back = PyList_New(0);
    if (at_end == NULL || given_back == NULL)
        goto end;
    set(&self->given_back, given_back);
    set(&self->at_end, at_end);
    PyObject *cleared = PyBytes_FromString("cleared");
    set(&self->cleared, cleared);
    Py_CLEAR(cleared);
    PyObject *listed = PyDict_New();
    if (listed == NULL)
        goto end;
    set(&self->listed, listed);
    if (PyList_SetItem(row, 0, listed) < 0)
        goto end;
    PyObject *kept = PyDict_New();
    if (kept == NULL)
        goto end;
    set(&self->kept, kept);
    Py_XSETREF(latest, kept);
    PyObject *chosen = PyDict_New();
    if (chosen == NULL)
        goto end;
    keep_chosen(self, chosen, 1);
    result = 0;
end:
    Py_XDECREF(given_back);
    Py_XDECREF(at_end);
    return result;
}

static PyObject *probe_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *row;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "O!", &PyList_Type, &row))
        return NULL;
    Probe *self = (Probe *)type->tp_alloc(type, 0);
    if (self != NULL && probe_fill(self, row) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyObject *probe_answer(PyObject *op, PyObject *unused)
{
    (void)unused;
    PyObject *answer = PyList_New(0);
    if (answer != NULL)
        set(&((Probe *)op)->answered, answer);
    return answer;
}

static PyObject *probe_late(PyObject *op, PyObject *unused)
{
    Probe *self = (Probe *)op;
    (void)unused;
    if (self->late == NULL) {
        PyObject *late = PyDict_New();
        if (late == NULL)
            return NULL;
        set(&self->late, late);
        Py_DECREF(late);
    }
    return PyLong_FromSsize_t(PyDict_GET_SIZE(self->late));
}

static int probe_traverse(PyObject *op, visitproc visit, void *arg)
{
    Probe *self = (Probe *)op;
    Py_VISIT(self->given_back);
    Py_VISIT(self->listed);
    Py_VISIT(self->kept);
    Py_VISIT(self->answered);
    Py_VISIT(self->at_end);
    Py_VISIT(self->chosen);
    Py_VISIT(self->cleared);
    Py_VISIT(self->late);
    return 0;
}

static int probe_clear(PyObject *op)
{
    Probe *self = (Probe *)op;
    Py_CLEAR(self->given_back);
    Py_CLEAR(self->listed);
    Py_CLEAR(self->kept);
    Py_CLEAR(self->answered);
    Py_CLEAR(self->at_end);
    Py_CLEAR(self->chosen);
    Py_CLEAR(self->cleared);
    Py_CLEAR(self->late);
    return 0;
}

static void probe_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    probe_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMethodDef probe_methods[] = {
    {"answer", probe_answer, METH_NOARGS, NULL},
    {"late", probe_late, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Probe_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Probe",
    .tp_basicsize = sizeof(Probe),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = probe_traverse,
    .tp_clear = probe_clear,
    .tp_dealloc = probe_dealloc,
    .tp_methods = probe_methods,
    .tp_new = probe_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Probe_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Probe", (PyObject *)&Probe_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
