/* A small extension with the fault that bpo-38006 was about: a Field owns a Descriptor, but the garbage collector cannot see
 * through it. A descriptor whose fields lead back to it (a struct that holds a pointer to its own kind) is never freed; and a
 * weak reference to it may have its callback run on objects that the collector has already cleared.
 *
 * `./dev demo` scans this when it cannot fetch python-cffi, where the fault was found. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *name;
    PyObject *fields; /* dict: str -> Field */
    Py_ssize_t size;
    PyObject *weakrefs;
} Descriptor;

typedef struct {
    PyObject_HEAD
    Descriptor *type;
    Py_ssize_t offset;
} Field;

static PyTypeObject Descriptor_Type;
static PyTypeObject Field_Type;

/* --- Field --------------------------------------------------------------------------------------------------------- */

static void field_dealloc(Field *self)
{
    Py_DECREF(self->type);
    PyObject_Free(self);
}

static PyObject *field_get_type(Field *self, void *closure)
{
    return Py_NewRef((PyObject *)self->type);
}

static PyObject *field_get_offset(Field *self, void *closure)
{
    return PyLong_FromSsize_t(self->offset);
}

static PyGetSetDef field_getset[] = {
    {"type", (getter)field_get_type, NULL, "what the field holds", NULL},
    {"offset", (getter)field_get_offset, NULL, "bytes from the start", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyTypeObject Field_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "layout.Field",                     /* tp_name */
    sizeof(Field),                      /* tp_basicsize */
    0,                                  /* tp_itemsize */
    (destructor)field_dealloc,          /* tp_dealloc */
    0,                                  /* tp_vectorcall_offset */
    0,                                  /* tp_getattr */
    0,                                  /* tp_setattr */
    0,                                  /* tp_as_async */
    0,                                  /* tp_repr */
    0,                                  /* tp_as_number */
    0,                                  /* tp_as_sequence */
    0,                                  /* tp_as_mapping */
    0,                                  /* tp_hash */
    0,                                  /* tp_call */
    0,                                  /* tp_str */
    PyObject_GenericGetAttr,            /* tp_getattro */
    0,                                  /* tp_setattro */
    0,                                  /* tp_as_buffer */
    Py_TPFLAGS_DEFAULT,                 /* tp_flags */
    "A field of a structure.",          /* tp_doc */
    0,                                  /* tp_traverse */
    0,                                  /* tp_clear */
    0,                                  /* tp_richcompare */
    0,                                  /* tp_weaklistoffset */
    0,                                  /* tp_iter */
    0,                                  /* tp_iternext */
    0,                                  /* tp_methods */
    0,                                  /* tp_members */
    field_getset,                       /* tp_getset */
};

static PyObject *field_new(Descriptor *type, Py_ssize_t offset)
{
    Field *self = PyObject_New(Field, &Field_Type);
    if (self == NULL)
        return NULL;
    self->type = (Descriptor *)Py_NewRef((PyObject *)type);
    self->offset = offset;
    return (PyObject *)self;
}

/* --- Descriptor ------------------------------------------------------------------------------------------------------ */

static int descriptor_traverse(Descriptor *self, visitproc visit, void *arg)
{
    Py_VISIT(self->fields); /* the name is a string: it cannot be part of a cycle */
    return 0;
}

static int descriptor_clear(Descriptor *self)
{
    Py_CLEAR(self->fields);
    return 0;
}

static void descriptor_dealloc(Descriptor *self)
{
    PyObject_GC_UnTrack(self);
    if (self->weakrefs != NULL)
        PyObject_ClearWeakRefs((PyObject *)self);
    descriptor_clear(self);
    Py_XDECREF(self->name);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *descriptor_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *name;
    if (!PyArg_ParseTuple(args, "U:Descriptor", &name))
        return NULL;
    Descriptor *self = (Descriptor *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->name = PyUnicode_FromObject(name);
    self->fields = PyDict_New();
    if (self->name == NULL || self->fields == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyObject *descriptor_add(Descriptor *self, PyObject *args)
{
    PyObject *name;
    Descriptor *type;
    if (!PyArg_ParseTuple(args, "UO!:add", &name, &Descriptor_Type, &type))
        return NULL;
    PyObject *field = field_new(type, self->size);
    if (field == NULL)
        return NULL;
    int failed = PyDict_SetItem(self->fields, name, field);
    Py_DECREF(field);
    if (failed)
        return NULL;
    self->size += (Py_ssize_t)sizeof(void *);
    Py_RETURN_NONE;
}

static PyObject *descriptor_get_fields(Descriptor *self, void *closure)
{
    return PyDictProxy_New(self->fields);
}

static PyMethodDef descriptor_methods[] = {
    {"add", (PyCFunction)descriptor_add, METH_VARARGS, "add(name, descriptor): one more field"},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef descriptor_getset[] = {
    {"fields", (getter)descriptor_get_fields, NULL, "name -> Field", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyTypeObject Descriptor_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "layout.Descriptor",
    .tp_basicsize = sizeof(Descriptor),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "The layout of a structure.",
    .tp_new = descriptor_new,
    .tp_dealloc = (destructor)descriptor_dealloc,
    .tp_traverse = (traverseproc)descriptor_traverse,
    .tp_clear = (inquiry)descriptor_clear,
    .tp_weaklistoffset = offsetof(Descriptor, weakrefs),
    .tp_methods = descriptor_methods,
    .tp_getset = descriptor_getset,
};

/* --- the module -------------------------------------------------------------------------------------------------------- */

static struct PyModuleDef layout_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "layout",
    .m_doc = "Layouts of C structures.",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit_layout(void)
{
    if (PyType_Ready(&Field_Type) < 0 || PyType_Ready(&Descriptor_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&layout_module);
    if (module != NULL && PyModule_AddObjectRef(module, "Descriptor", (PyObject *)&Descriptor_Type) < 0)
        Py_CLEAR(module);
    return module;
}
