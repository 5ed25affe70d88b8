#include <Python.h>

/* What tp_clear has set to NULL is `this` of a method that tp_dealloc calls, and of one that that calls. */
struct Journal : public PyObject {
    PyObject *path;
    long entries;

    bool is_closed() const { return path == Py_None; } /* expect: use-after-clear error Entry_Type journal */
    void forget(long count)
    {
        if (is_closed())
            return;
        entries -= count;
    }
};

struct Entry : public PyObject {
    PyObject *journal;
    long count;

    static int traverse(Entry *self, visitproc visit, void *arg)
    {
        Py_VISIT(self->journal);
        return 0;
    }
    static int clear(Entry *self)
    {
        Py_CLEAR(self->journal);
        return 0;
    }
    static void dealloc(Entry *self)
    {
        PyObject_GC_UnTrack(self);
        reinterpret_cast<Journal *>(self->journal)->forget(self->count);
        clear(self);
        Py_TYPE(self)->tp_free(self);
    }
};

PyTypeObject Entry_Type = {
    PyVarObject_HEAD_INIT(nullptr, 0)
    .tp_name = "fixture.Entry",
    .tp_basicsize = sizeof(Entry),
    .tp_dealloc = (destructor)Entry::dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)Entry::traverse,
    .tp_clear = (inquiry)Entry::clear,
};

int ready(void)
{
    return PyType_Ready(&Entry_Type);
}
