/* Python 3.15's Py_IS_TYPE() is a macro that calls a function of another name, which asks for the type by a third. */
/* expect: nothing */
#include <Python.h>

static inline PyTypeObject *_Py_TYPE_impl(PyObject *op)
{
    return op->ob_type;
}

static inline int _Py_IS_TYPE_impl(PyObject *op, PyTypeObject *type)
{
    return _Py_TYPE_impl(op) == type;
}

#undef Py_IS_TYPE
#define Py_IS_TYPE(op, type) _Py_IS_TYPE_impl((PyObject *)(op), (type))

typedef struct {
    PyObject_HEAD
    double x, y;
} Point;

static PyTypeObject Point_Type;

static void point_dealloc(PyObject *op)
{
    if (Py_IS_TYPE(op, &Point_Type))
        PyObject_Free(op);
    else
        Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Point_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Point",
    .tp_basicsize = sizeof(Point),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_dealloc = point_dealloc,
    .tp_new = PyType_GenericNew,
};

PyObject *point_type(void);

PyObject *point_type(void)
{
    return PyType_Ready(&Point_Type) < 0 ? NULL : Py_NewRef((PyObject *)&Point_Type);
}
