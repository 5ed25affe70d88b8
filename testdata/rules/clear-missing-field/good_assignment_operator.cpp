/* expect: nothing */
#include <Python.h>

/* The operator is a method of the field: what stands left of it is the object whose reference is replaced. */
class Reference {
public:
    Reference() : object(nullptr) {}
    Reference(const Reference &) = delete;
    ~Reference() { Py_XDECREF(object); }
    PyObject *get() const { return object; }

    Reference &operator=(PyObject *other)
    {
        PyObject *old = object;
        object = Py_XNewRef(other);
        Py_XDECREF(old);
        return *this;
    }

    Reference &operator=(const Reference &other)
    {
        *this = other.object;
        return *this;
    }

private:
    PyObject *object;
};

struct Holder {
    PyObject_HEAD
    Reference target;
    Reference hook;
};

static int holder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(reinterpret_cast<Holder *>(op)->target.get());
    Py_VISIT(reinterpret_cast<Holder *>(op)->hook.get());
    return 0;
}

static int holder_clear(PyObject *op)
{
    Holder *self = reinterpret_cast<Holder *>(op);
    Reference nothing;
    self->target = nullptr;
    self->hook = nothing;
    return 0;
}

static void holder_dealloc(PyObject *op)
{
    Holder *self = reinterpret_cast<Holder *>(op);
    PyObject_GC_UnTrack(op);
    self->target.~Reference();
    self->hook.~Reference();
    Py_TYPE(op)->tp_free(op);
}

static PyObject *holder_set(PyObject *op, PyObject *args)
{
    PyObject *target, *hook;
    if (!PyArg_ParseTuple(args, "OO", &target, &hook))
        return nullptr;
    reinterpret_cast<Holder *>(op)->target = target;
    reinterpret_cast<Holder *>(op)->hook = hook;
    Py_RETURN_NONE;
}

static PyMethodDef holder_methods[] = {{"set", holder_set, METH_VARARGS, nullptr}, {nullptr, nullptr, 0, nullptr}};

static PyTypeObject Holder_Type = {PyVarObject_HEAD_INIT(nullptr, 0)};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fixture", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};

PyMODINIT_FUNC PyInit_fixture(void)
{
    Holder_Type.tp_name = "fixture.Holder";
    Holder_Type.tp_basicsize = sizeof(Holder);
    Holder_Type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Holder_Type.tp_traverse = holder_traverse;
    Holder_Type.tp_clear = holder_clear;
    Holder_Type.tp_dealloc = holder_dealloc;
    Holder_Type.tp_methods = holder_methods;
    Holder_Type.tp_new = PyType_GenericNew;
    if (PyType_Ready(&Holder_Type) < 0)
        return nullptr;
    PyObject *result = PyModule_Create(&module);
    if (result && PyModule_AddObjectRef(result, "Holder", reinterpret_cast<PyObject *>(&Holder_Type)) < 0)
        Py_CLEAR(result);
    return result;
}
