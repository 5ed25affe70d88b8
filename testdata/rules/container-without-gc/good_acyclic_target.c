/* expect: nothing */
#include <Python.h>

/* A Point owns nothing, so a Line, which owns only Points, cannot be part of a cycle. */
typedef struct {
    PyObject_HEAD
    double x, y;
} Point;

typedef struct {
    PyObject_HEAD
    Point *from;
    Point *to;
} Line;

static PyTypeObject Point_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Point",
    .tp_basicsize = sizeof(Point),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static void line_dealloc(PyObject *op)
{
    Line *self = (Line *)op;
    Py_XDECREF(self->from);
    Py_XDECREF(self->to);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *line_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Line *self = (Line *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->from = PyObject_New(Point, &Point_Type);
    self->to = PyObject_New(Point, &Point_Type);
    if (self->from == NULL || self->to == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    self->from->x = self->from->y = 0;
    self->to->x = self->to->y = 1;
    return (PyObject *)self;
}

static PyTypeObject Line_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Line",
    .tp_basicsize = sizeof(Line),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = line_dealloc,
    .tp_new = line_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Point_Type) < 0 || PyType_Ready(&Line_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Point_Type);
    if (PyModule_AddObject(result, "Point", (PyObject *)&Point_Type) < 0) {
        Py_DECREF(&Point_Type);
        Py_DECREF(result);
        return NULL;
    }
    Py_INCREF(&Line_Type);
    if (PyModule_AddObject(result, "Line", (PyObject *)&Line_Type) < 0) {
        Py_DECREF(&Line_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
