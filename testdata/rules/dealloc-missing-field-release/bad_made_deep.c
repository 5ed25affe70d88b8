/* The part is made three calls below one of those who make a buffer: what is too deep to be followed there is known all the same. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int width;
} Part;

typedef struct {
    PyObject_HEAD
    Part *part;
} Buffer;

static PyTypeObject Part_Type;

static Part *new_part(int width)
{
    Part *part = (Part *)Part_Type.tp_alloc(&Part_Type, 0);
    if (part)
        part->width = width;
    return part;
}

static Buffer *make_buffer(PyTypeObject *type, int width)
{
    Buffer *self = (Buffer *)type->tp_alloc(type, 0);
    if (self)
        self->part = new_part(width);
    return self;
}

static PyObject *buffer_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    return (PyObject *)make_buffer(type, 80);
}

static Buffer *wider(Buffer *buffer)
{
    return make_buffer(Py_TYPE(buffer), 2 * buffer->part->width);
}

static Buffer *resized(Buffer *buffer)
{
    return wider(buffer);
}

static PyObject *buffer_resize(PyObject *op, PyObject *unused)
{
    return (PyObject *)resized((Buffer *)op);
}

static void buffer_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Buffer_Type part */
{
    Py_TYPE(op)->tp_free(op);
}

static PyMethodDef buffer_methods[] = {{"resize", buffer_resize, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Part_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Part",
    .tp_basicsize = sizeof(Part),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyTypeObject Buffer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Buffer",
    .tp_basicsize = sizeof(Buffer),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = buffer_dealloc,
    .tp_methods = buffer_methods,
    .tp_new = buffer_new,
};

int fixture_ready(void)
{
    return PyType_Ready(&Part_Type) < 0 ? -1 : PyType_Ready(&Buffer_Type);
}
