/* expect: nothing */
/* options: --python=3.8-3.10 */
/* allow: free-mismatch */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    double x, y;
} Point;

static PyTypeObject Point_Type;

static PyObject *point_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Point *self = PyObject_GC_New(Point, &Point_Type);
    if (self == NULL)
        return NULL;
    self->x = self->y = 0;
    return (PyObject *)self;
}

static void point_dealloc(PyObject *op)
{
    PyObject_GC_Del(op);
}

static PyTypeObject Point_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Point",
    .tp_basicsize = sizeof(Point),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = point_new,
    .tp_dealloc = point_dealloc,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Point_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Point", (PyObject *)&Point_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
