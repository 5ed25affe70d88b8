#include <Python.h>

/* A struct of C is no object. */
typedef struct {
    int width, height;
} Size;

typedef struct {
    PyObject_HEAD
    Size *size;
    PyObject *payload;
} Picture;

static int picture_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Picture *)op)->payload);
    return 0;
}

static int picture_clear(PyObject *op)
{
    Picture *self = (Picture *)op;
    Py_CLEAR(self->size); /* expect: clear-releases-unowned error Picture_Type size */
    Py_CLEAR(self->payload);
    return 0;
}

static void picture_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    picture_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *picture_set(PyObject *op, PyObject *value)
{
    Picture *self = (Picture *)op;
    Py_XSETREF(self->payload, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef picture_methods[] = {{"set", picture_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

/* allow: clear-releases-unowned */
static PyTypeObject Picture_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Picture",
    .tp_basicsize = sizeof(Picture),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = picture_traverse,
    .tp_clear = picture_clear,
    .tp_dealloc = picture_dealloc,
    .tp_methods = picture_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Picture_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Picture_Type);
    if (PyModule_AddObject(result, "Picture", (PyObject *)&Picture_Type) < 0) {
        Py_DECREF(&Picture_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
