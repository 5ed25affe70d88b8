/* Every member holds a reference to the registry; tp_clear lets go of the members, and gives back what each of them held. */
#include <Python.h>

typedef struct Registry Registry;

typedef struct Member {
    PyObject_HEAD
    Registry *registry;
    struct Member *next;
} Member;

struct Registry {
    PyObject_HEAD
    PyObject *owner;
    Member *first;
};

static int registry_traverse(PyObject *op, visitproc visit, void *arg)
{
    Registry *self = (Registry *)op;
    Py_VISIT(self->owner);
    for (Member *member = self->first; member; member = member->next)
        Py_VISIT(member);
    return 0;
}

static int registry_clear(PyObject *op)
{
    Registry *self = (Registry *)op;
    while (self->first) {
        Member *member = self->first;
        self->first = member->next;
        member->next = NULL;
        member->registry = NULL;
        Py_DECREF(self); /* expect: clear-destroys-object note Registry_Type */
        Py_DECREF(member);
    }
    Py_CLEAR(self->owner);
    return 0;
}

static void registry_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Registry *)op)->owner);
    Py_XDECREF(((Registry *)op)->first);
    PyObject_GC_Del(op);
}

static PyTypeObject Registry_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Registry",
    .tp_basicsize = sizeof(Registry),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = registry_traverse,
    .tp_clear = registry_clear,
    .tp_dealloc = registry_dealloc,
};

int fixture_ready(void)
{
    return PyType_Ready(&Registry_Type);
}
