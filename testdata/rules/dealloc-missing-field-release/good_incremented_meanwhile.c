/* A reference that is taken for the time of a call, and given back after it, says nothing of who owns what stands in the field. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *window;
} Brush;

PyObject *current_window(void);

static PyObject *brush_paint(PyObject *op, PyObject *unused)
{
    PyObject *window = ((Brush *)op)->window;
    if (window == NULL)
        Py_RETURN_NONE;
    Py_INCREF(window);
    PyObject *result = PyObject_CallMethod(window, "paint", NULL);
    Py_DECREF(window);
    return result;
}

static PyObject *brush_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    Brush *self = (Brush *)type->tp_alloc(type, 0);
    if (self)
        self->window = current_window();
    return (PyObject *)self;
}

static void brush_dealloc(PyObject *op)
{
    Py_TYPE(op)->tp_free(op);
}

static PyMethodDef brush_methods[] = {{"paint", brush_paint, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Brush_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Brush",
    .tp_basicsize = sizeof(Brush),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = brush_new,
    .tp_dealloc = brush_dealloc,
    .tp_methods = brush_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Brush_Type) < 0)
        return NULL;
    PyObject *object = PyModule_Create(&module);
    if (object && PyModule_AddObjectRef(object, "Brush", (PyObject *)&Brush_Type) < 0)
        Py_CLEAR(object);
    return object;
}
