/* visit is kept in an object whose operator() calls it; what that gets is made by a constructor. */
#include <Python.h>

/* expect: nothing */

struct Borrowed {
    template <class T> Borrowed(const T &owner) : object(owner.get())
    {
    }
    PyObject *get() const
    {
        return object;
    }
    PyObject *object;
};

struct Owned {
    PyObject *get() const
    {
        return object;
    }
    void clear()
    {
        Py_CLEAR(object);
    }
    PyObject *object;
};

struct Visitor {
    void operator()(Borrowed borrowed)
    {
        if (borrowed.get() && !result)
            result = visit(borrowed.get(), arg);
    }
    visitproc visit;
    void *arg;
    int result;
};

struct Tray {
    PyObject_HEAD
    Owned cup, plate;
};

static int tray_traverse(PyObject *op, visitproc visit, void *arg)
{
    Tray *self = reinterpret_cast<Tray *>(op);
    Visitor visitor{visit, arg, 0};
    visitor(self->cup);
    visitor(self->plate);
    return visitor.result;
}

static int tray_clear(PyObject *op)
{
    reinterpret_cast<Tray *>(op)->cup.clear();
    reinterpret_cast<Tray *>(op)->plate.clear();
    return 0;
}

static void tray_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    tray_clear(op);
    PyObject_GC_Del(op);
}

static PyObject *tray_new(PyTypeObject *type, PyObject *args, PyObject *)
{
    PyObject *cup, *plate;
    if (!PyArg_ParseTuple(args, "OO", &cup, &plate))
        return nullptr;
    Tray *self = reinterpret_cast<Tray *>(type->tp_alloc(type, 0));
    if (self) {
        Py_INCREF(cup);
        self->cup.object = cup;
        Py_INCREF(plate);
        self->plate.object = plate;
    }
    return reinterpret_cast<PyObject *>(self);
}

static PyTypeObject Tray_Type = {PyVarObject_HEAD_INIT(nullptr, 0)};

bool tray_ready()
{
    Tray_Type.tp_name = "spam.Tray";
    Tray_Type.tp_basicsize = sizeof(Tray);
    Tray_Type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Tray_Type.tp_traverse = tray_traverse;
    Tray_Type.tp_clear = tray_clear;
    Tray_Type.tp_dealloc = tray_dealloc;
    Tray_Type.tp_new = tray_new;
    return PyType_Ready(&Tray_Type) == 0;
}
