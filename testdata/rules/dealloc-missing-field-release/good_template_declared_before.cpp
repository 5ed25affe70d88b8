/* expect: nothing */
#include <Python.h>

#include <new>

/* What the compiler makes of a template has its destructor, also where a name for it comes before the template's definition. */
template <typename Object> class OwnedBy;
typedef OwnedBy<PyObject> Owned;

template <typename Object> class OwnedBy {
public:
    OwnedBy() : object(nullptr) {}
    ~OwnedBy() { Py_XDECREF(object); }
    void reset(Object *other)
    {
        Object *old = object;
        Py_XINCREF(other);
        object = other;
        Py_XDECREF(old);
    }
    Object *object;
};

struct Pair {
    Owned key, value;
};

struct Entry {
    PyObject_HEAD
    Owned owner;
    Pair pair;
};

static PyObject *entry_new(PyTypeObject *type, PyObject *args, PyObject *)
{
    PyObject *owner, *key, *value;
    if (!PyArg_ParseTuple(args, "OOO", &owner, &key, &value))
        return nullptr;
    Entry *self = reinterpret_cast<Entry *>(type->tp_alloc(type, 0));
    if (self == nullptr)
        return nullptr;
    new (&self->owner) Owned;
    new (&self->pair) Pair;
    self->owner.reset(owner);
    self->pair.key.reset(key);
    self->pair.value.reset(value);
    return reinterpret_cast<PyObject *>(self);
}

static int entry_traverse(PyObject *op, visitproc visit, void *arg)
{
    Entry *self = reinterpret_cast<Entry *>(op);
    Py_VISIT(self->owner.object);
    Py_VISIT(self->pair.key.object);
    Py_VISIT(self->pair.value.object);
    return 0;
}

static int entry_clear(PyObject *op)
{
    Entry *self = reinterpret_cast<Entry *>(op);
    self->owner.reset(nullptr);
    self->pair.key.reset(nullptr);
    self->pair.value.reset(nullptr);
    return 0;
}

static void entry_dealloc(PyObject *op)
{
    Entry *self = reinterpret_cast<Entry *>(op);
    PyObject_GC_UnTrack(op);
    self->~Entry();
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Entry_Type = {PyVarObject_HEAD_INIT(nullptr, 0)};

static PyModuleDef module = {PyModuleDef_HEAD_INIT, "fixture", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};

PyMODINIT_FUNC PyInit_fixture(void)
{
    Entry_Type.tp_name = "fixture.Entry";
    Entry_Type.tp_basicsize = sizeof(Entry);
    Entry_Type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Entry_Type.tp_traverse = entry_traverse;
    Entry_Type.tp_clear = entry_clear;
    Entry_Type.tp_dealloc = entry_dealloc;
    Entry_Type.tp_new = entry_new;
    if (PyType_Ready(&Entry_Type) < 0)
        return nullptr;
    PyObject *result = PyModule_Create(&module);
    if (result == nullptr)
        return nullptr;
    if (PyModule_AddObjectRef(result, "Item", reinterpret_cast<PyObject *>(&Entry_Type)) < 0) {
        Py_DECREF(result);
        return nullptr;
    }
    return result;
}
