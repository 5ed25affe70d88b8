/* Operators ++ and -- that are methods, before and behind their operand. */
#include <Python.h>

/* expect: nothing */

struct Handle {
    PyObject *object;
    void operator++()
    {
        Py_XINCREF(object);
    }
    void operator++(int)
    {
        Py_XINCREF(object);
    }
    void operator--()
    {
        Py_CLEAR(object);
    }
    void operator--(int)
    {
        Py_CLEAR(object);
    }
};

struct Door {
    PyObject_HEAD
    Handle inside, outside;
};

static int door_traverse(PyObject *op, visitproc visit, void *arg)
{
    Door *self = reinterpret_cast<Door *>(op);
    Py_VISIT(self->inside.object);
    Py_VISIT(self->outside.object);
    return 0;
}

static int door_clear(PyObject *op)
{
    Door *self = reinterpret_cast<Door *>(op);
    --self->inside;
    self->outside--;
    return 0;
}

static void door_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    door_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *door_new(PyTypeObject *type, PyObject *args, PyObject *)
{
    PyObject *inside, *outside;
    if (!PyArg_ParseTuple(args, "OO", &inside, &outside))
        return nullptr;
    Door *self = reinterpret_cast<Door *>(type->tp_alloc(type, 0));
    if (!self)
        return nullptr;
    Py_INCREF(inside);
    self->inside.object = inside;
    Py_INCREF(outside);
    self->outside.object = outside;
    return reinterpret_cast<PyObject *>(self);
}

static PyTypeObject Door_Type = {PyVarObject_HEAD_INIT(nullptr, 0)};

bool door_ready()
{
    Door_Type.tp_name = "spam.Door";
    Door_Type.tp_basicsize = sizeof(Door);
    Door_Type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Door_Type.tp_traverse = door_traverse;
    Door_Type.tp_clear = door_clear;
    Door_Type.tp_dealloc = door_dealloc;
    Door_Type.tp_new = door_new;
    return PyType_Ready(&Door_Type) == 0;
}
