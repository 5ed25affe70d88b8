/* One statement fills whichever object a switch has made, and the walk of a caller that makes two of them comes past it twice: two
 * references for two places, not for as many as there are types. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *album;
} Stamp;

typedef struct {
    PyObject_HEAD
    PyObject *first, *last;
} Series;

static void series_dealloc(Series *self)
{
    Py_XDECREF(self->first);
    Py_XDECREF(self->last);
    PyObject_Free(self);
}

/* expect@+1: dealloc-missing-field-release warning Inland_Type album; dealloc-missing-field-release warning Airmail_Type album; dealloc-missing-field-release warning Revenue_Type album */
static void stamp_dealloc(Stamp *self)
{
    PyObject_Free(self);
}

/* allow: container-without-gc */
static PyTypeObject Inland_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "philately.Inland",
    .tp_basicsize = sizeof(Stamp),
    .tp_dealloc = (destructor)stamp_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Airmail_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "philately.Airmail",
    .tp_basicsize = sizeof(Stamp),
    .tp_dealloc = (destructor)stamp_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Revenue_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "philately.Revenue",
    .tp_basicsize = sizeof(Stamp),
    .tp_dealloc = (destructor)stamp_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Series_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "philately.Series",
    .tp_basicsize = sizeof(Series),
    .tp_dealloc = (destructor)series_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

PyObject *make_stamp(int kind, PyObject *album)
{
    Stamp *stamp = NULL;
    switch (kind) {
    case 0:
        stamp = PyObject_New(Stamp, &Inland_Type);
        break;
    case 1:
        stamp = PyObject_New(Stamp, &Airmail_Type);
        break;
    default:
        stamp = PyObject_New(Stamp, &Revenue_Type);
        break;
    }
    if (stamp) {
        stamp->album = album;
        Py_INCREF(album);
    }
    return (PyObject *)stamp;
}

PyObject *make_series(int first, int last, PyObject *album)
{
    Series *series = PyObject_New(Series, &Series_Type);
    if (series) {
        series->first = make_stamp(first, album);
        series->last = make_stamp(last, album);
    }
    return (PyObject *)series;
}

static struct PyModuleDef philately = {PyModuleDef_HEAD_INIT, .m_name = "philately", .m_size = -1};

PyMODINIT_FUNC PyInit_philately(void)
{
    if (PyType_Ready(&Inland_Type) < 0 || PyType_Ready(&Airmail_Type) < 0 || PyType_Ready(&Revenue_Type) < 0 ||
        PyType_Ready(&Series_Type) < 0)
        return NULL;
    return PyModule_Create(&philately);
}
