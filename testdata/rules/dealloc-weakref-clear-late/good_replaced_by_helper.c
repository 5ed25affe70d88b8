/* expect: nothing */
/* A hook of the deallocator hands the instance over to another owner, before anything is torn down. */
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *owner;
    PyObject *weakrefs;
    int is_active;
} Task;

static PyObject *current_owner;

static void drop(PyObject *object)
{
    if (object)
        Py_DECREF(object);
}

static void Task_adopt(Task *self)
{
    PyObject *old = self->owner;
    Py_INCREF(current_owner);
    self->owner = current_owner;
    drop(old);
}

static int Task_traverse(Task *self, visitproc visit, void *arg)
{
    Py_VISIT(self->owner);
    return 0;
}

static int Task_clear(Task *self)
{
    Py_CLEAR(self->owner);
    return 0;
}

static void Task_dealloc(Task *self)
{
    PyObject_GC_UnTrack(self);
    if (self->is_active)
        Task_adopt(self);
    if (self->weakrefs)
        PyObject_ClearWeakRefs((PyObject *)self);
    Task_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

PyTypeObject Task_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "example.Task",
    .tp_basicsize = sizeof(Task),
    .tp_dealloc = (destructor)Task_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)Task_traverse,
    .tp_clear = (inquiry)Task_clear,
    .tp_weaklistoffset = offsetof(Task, weakrefs),
};
