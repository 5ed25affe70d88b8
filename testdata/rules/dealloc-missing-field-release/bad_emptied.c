/* The field is emptied, but nobody has got what it held. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    void *handle;
    PyObject *data;
} Picture;

void *picture_open(void);
void picture_close(void *handle);
/* Somebody else calls Py_XDECREF() on it when the picture is closed. */
void picture_set_userdata(void *handle, PyObject *data);

static int picture_set_data(PyObject *op, PyObject *value, void *closure)
{
    if (value && !PyUnicode_CheckExact(value)) {
        PyErr_SetString(PyExc_TypeError, "a str is wanted");
        return -1;
    }
    Py_XINCREF(value);
    Py_XSETREF(((Picture *)op)->data, value);
    return 0;
}

static void picture_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Picture_Type data */
{
    Picture *self = (Picture *)op;
    picture_set_userdata(self->handle, NULL);
    self->data = NULL;
    picture_close(self->handle);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *picture_new(PyTypeObject *type, PyObject *args, PyObject *kwds)
{
    PyObject *op = type->tp_alloc(type, 0);
    if (op)
        ((Picture *)op)->handle = picture_open();
    return op;
}

static PyGetSetDef picture_getset[] = {{"data", NULL, picture_set_data, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

static PyTypeObject Picture_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Picture",
    .tp_basicsize = sizeof(Picture),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = picture_new,
    .tp_dealloc = picture_dealloc,
    .tp_getset = picture_getset,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Picture_Type) < 0)
        return NULL;
    PyObject *object = PyModule_Create(&module);
    if (object && PyModule_AddObjectRef(object, "Picture", (PyObject *)&Picture_Type) < 0)
        Py_CLEAR(object);
    return object;
}
