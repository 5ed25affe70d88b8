/* Positional, designated and mixed initialisers; flags and sizes by macros; slots under #if. */
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *callback;
    PyObject *dict;
    PyObject *weakrefs;
} Foo;

#define FOO_FLAGS (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE)
#define SIZE_OF(type) sizeof(type)

static int foo_traverse(Foo *self, visitproc visit, void *arg)
{
    Py_VISIT(self->callback);
    Py_VISIT(self->dict);
    return 0;
}

static int foo_clear(Foo *self)
{
    Py_CLEAR(self->callback);
    Py_CLEAR(self->dict);
    return 0;
}

static void foo_dealloc(PyObject *op)
{
    Foo *self = (Foo *)op;
    PyObject_GC_UnTrack(op);
    if (self->weakrefs)
        PyObject_ClearWeakRefs(op);
    foo_clear(self);
    Py_TYPE(op)->tp_free(op);
}

/* type: Positional_Type style=static name=spam.Positional record=Foo flags=DEFAULT|BASETYPE|HAVE_GC gc=yes base=- basicsize=40 weaklistoffset=32 dictoffset=24 */
PyTypeObject Positional_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "spam.Positional", sizeof(Foo), 0,
    foo_dealloc, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    FOO_FLAGS | Py_TPFLAGS_HAVE_GC,
    "A positional one.",
    (traverseproc)foo_traverse, (inquiry)foo_clear,
    0, offsetof(Foo, weakrefs), 0, 0, 0, 0, 0, 0, 0, 0, 0, offsetof(Foo, dict),
};

/* type: Designated_Type style=static name=spam.Designated record=Foo flags=DEFAULT|BASETYPE gc=yes base=Positional_Type weaklistoffset=32 dictoffset=24 inherited.tp_clear=foo_clear:Positional_Type */
static PyTypeObject Designated_Type = {
    .ob_base = PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Designated",
    .tp_basicsize = SIZE_OF(Foo) + 0,
    .tp_flags = FOO_FLAGS,
    .tp_base = &Positional_Type,
#if PY_VERSION_HEX >= 0x03080000
    .tp_dealloc = (destructor)foo_dealloc,
#else
    .tp_print = 0,
#endif
};

/* type: Mixed_Type style=static name=spam.Mixed record=Foo gc=no slots.tp_dealloc=foo_dealloc refs=callback@16,dict@24,weakrefs@32 */
static PyTypeObject Mixed_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    "spam.Mixed",
    SIZE_OF(Foo),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = foo_dealloc,
};

int ready(void)
{
    return PyType_Ready(&Positional_Type) || PyType_Ready(&Designated_Type) || PyType_Ready(&Mixed_Type);
}
