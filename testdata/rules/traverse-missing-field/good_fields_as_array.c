/* Fields that stand one behind the other are gone through with a pointer to the first. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *start, *stop, *step;
} Range;

static int range_traverse(PyObject *op, visitproc visit, void *arg)
{
    PyObject **field = &((Range *)op)->start;
    for (int i = 0; i < 3; i++)
        Py_VISIT(field[i]);
    return 0;
}

static int range_clear(PyObject *op)
{
    PyObject **field = &((Range *)op)->start;
    for (int i = 0; i < 3; i++)
        Py_CLEAR(field[i]);
    return 0;
}

static void range_dealloc(PyObject *op)
{
    Range *self = (Range *)op;
    PyObject_GC_UnTrack(op);
    for (PyObject **field = &self->start; field <= &self->step; field++)
        Py_XDECREF(*field);
    Py_TYPE(op)->tp_free(op);
}

static int range_init(PyObject *op, PyObject *arguments, PyObject *keywords)
{
    Range *self = (Range *)op;
    PyObject *start, *stop, *step;
    if (!PyArg_ParseTuple(arguments, "OOO", &start, &stop, &step))
        return -1;
    Py_XSETREF(self->start, Py_NewRef(start));
    Py_XSETREF(self->stop, Py_NewRef(stop));
    Py_XSETREF(self->step, Py_NewRef(step));
    return 0;
}

static PyTypeObject Range_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Range",
    .tp_basicsize = sizeof(Range),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = PyType_GenericNew,
    .tp_init = range_init,
    .tp_traverse = range_traverse,
    .tp_clear = range_clear,
    .tp_dealloc = range_dealloc,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Range_Type) < 0)
        return NULL;
    PyObject *object = PyModule_Create(&module);
    if (object && PyModule_AddObjectRef(object, "Range", (PyObject *)&Range_Type) < 0)
        Py_CLEAR(object);
    return object;
}
