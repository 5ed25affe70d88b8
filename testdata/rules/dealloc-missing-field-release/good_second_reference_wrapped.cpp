// expect: nothing
// A class gives back the reference that was made, after a helper has taken another.
#include <Python.h>

class Owned {
public:
    explicit Owned(PyObject *object) : object_(object) {}
    Owned(const Owned &) = delete;
    Owned &operator=(const Owned &) = delete;
    ~Owned() { Py_XDECREF(object_); }
    PyObject *get() const { return object_; }

private:
    PyObject *object_;
};

struct Probe {
    PyObject_HEAD
    PyObject *name;
    PyObject *hooks;
};

static void set(PyObject **field, PyObject *object)
{
    Py_XINCREF(object);
    Py_XSETREF(*field, object);
}

static PyObject *probe_new(PyTypeObject *type, PyObject *, PyObject *)
{
    PyObject *op = type->tp_alloc(type, 0);
    if (op == nullptr)
        return nullptr;
    Probe *self = reinterpret_cast<Probe *>(op);
    set(&self->name, Owned(PyUnicode_FromString(type->tp_name)).get());
    Owned hooks(PyList_New(0));
    set(&self->hooks, hooks.get());
    return op;
}

static int probe_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(reinterpret_cast<Probe *>(op)->name);
    Py_VISIT(reinterpret_cast<Probe *>(op)->hooks);
    return 0;
}

static int probe_clear(PyObject *op)
{
    Py_CLEAR(reinterpret_cast<Probe *>(op)->name);
    Py_CLEAR(reinterpret_cast<Probe *>(op)->hooks);
    return 0;
}

static void probe_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    probe_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Probe_Type = {
    PyVarObject_HEAD_INIT(nullptr, 0)
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fixture", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};

PyMODINIT_FUNC PyInit_fixture(void)
{
    Probe_Type.tp_name = "fixture.Probe";
    Probe_Type.tp_basicsize = sizeof(Probe);
    Probe_Type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Probe_Type.tp_traverse = probe_traverse;
    Probe_Type.tp_clear = probe_clear;
    Probe_Type.tp_dealloc = probe_dealloc;
    Probe_Type.tp_new = probe_new;
    if (PyType_Ready(&Probe_Type) < 0)
        return nullptr;
    PyObject *result = PyModule_Create(&module);
    if (result == nullptr)
        return nullptr;
    if (PyModule_AddObjectRef(result, "Probe", reinterpret_cast<PyObject *>(&Probe_Type)) < 0) {
        Py_DECREF(result);
        return nullptr;
    }
    return result;
}
