/* expect: nothing */
#include <Python.h>

/* Whether the bag holds its members is asked where the traversal begins; the function that every member is passed to asks again. */
enum { BAG_HOLDS = 1, BAG_SORTED = 2 };

typedef struct {
    PyObject_HEAD
    int flags;
    Py_ssize_t count;
    PyObject **members;
} Bag;

typedef int (*member_function)(PyObject *member, void *arg);

typedef struct {
    Bag *bag;
    member_function function;
    void *arg;
} Call;

static int call_with_member(PyObject *member, void *arg)
{
    Call *call = arg;
    int result;
    if (call->bag->flags & BAG_HOLDS)
        return call->function(member, call->arg);
    PyObject *address = PyLong_FromVoidPtr(member);
    if (address == NULL)
        return -1;
    result = call->function(address, call->arg);
    Py_DECREF(address);
    return result;
}

static int each_of(PyObject **members, Py_ssize_t count, member_function function, void *arg)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        int result = function(members[i], arg);
        if (result)
            return result;
    }
    return 0;
}

static int bag_each(Bag *self, member_function function, void *arg)
{
    Call call;
    if (!(self->flags & BAG_HOLDS)) {
        PyErr_SetString(PyExc_ValueError, "the bag does not hold what is in it");
        return -1;
    }
    call.bag = self;
    call.function = function;
    call.arg = arg;
    return each_of(self->members, self->count, call_with_member, &call);
}

static int bag_traverse(PyObject *op, visitproc visit, void *arg)
{
    Bag *self = (Bag *)op;
    if (self->flags & BAG_HOLDS)
        return bag_each(self, visit, arg);
    return 0;
}

static int bag_clear(PyObject *op)
{
    Bag *self = (Bag *)op;
    PyObject **members = self->members;
    Py_ssize_t count = self->count;
    self->members = NULL;
    self->count = 0;
    if (self->flags & BAG_HOLDS)
        for (Py_ssize_t i = 0; i < count; i++)
            Py_XDECREF(members[i]);
    PyMem_Free(members);
    return 0;
}

static void bag_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    bag_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Bag_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Bag",
    .tp_basicsize = sizeof(Bag),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = bag_traverse,
    .tp_clear = bag_clear,
    .tp_dealloc = bag_dealloc,
    .tp_new = PyType_GenericNew,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Bag_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
