#include <Python.h>

/* The methods of a template name a field of a type that depends on its parameter; in what is made from it the field is an object. */
template <typename Object> class Owned {
public:
    Owned() : object(nullptr) {}
    ~Owned() { Py_CLEAR(object); }
    void reset(Object *other)
    {
        Object *old = object;
        Py_XINCREF(other);
        object = other;
        Py_XDECREF(old);
    }

private:
    Object *object;
};

class Settings {
public:
    Owned<PyObject> callback;
};

class Implementation : public Settings {
public:
    Owned<PyObject> loop;
};

struct Watcher {
    PyObject_HEAD
    Implementation *implementation;
};

static PyObject *watcher_set(PyObject *op, PyObject *value)
{
    Watcher *self = reinterpret_cast<Watcher *>(op);
    self->implementation->callback.reset(value);
    self->implementation->loop.reset(value);
    Py_RETURN_NONE;
}

static PyMethodDef watcher_methods[] = {
    {"set", watcher_set, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

static PyObject *watcher_new(PyTypeObject *type, PyObject *, PyObject *)
{
    Watcher *self = reinterpret_cast<Watcher *>(type->tp_alloc(type, 0));
    if (self != nullptr)
        self->implementation = new Implementation;
    return reinterpret_cast<PyObject *>(self);
}

static void watcher_dealloc(PyObject *op)
{
    delete reinterpret_cast<Watcher *>(op)->implementation;
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Watcher_Type = {PyVarObject_HEAD_INIT(nullptr, 0)}; /* expect: container-without-gc warning Watcher_Type */

static PyModuleDef module = {PyModuleDef_HEAD_INIT, "fixture", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};

PyMODINIT_FUNC PyInit_fixture(void)
{
    Watcher_Type.tp_name = "fixture.Watcher";
    Watcher_Type.tp_basicsize = sizeof(Watcher);
    Watcher_Type.tp_flags = Py_TPFLAGS_DEFAULT;
    Watcher_Type.tp_new = watcher_new;
    Watcher_Type.tp_dealloc = watcher_dealloc;
    Watcher_Type.tp_methods = watcher_methods;
    if (PyType_Ready(&Watcher_Type) < 0)
        return nullptr;
    PyObject *result = PyModule_Create(&module);
    if (result == nullptr)
        return nullptr;
    Py_INCREF(&Watcher_Type);
    if (PyModule_AddObject(result, "Watcher", reinterpret_cast<PyObject *>(&Watcher_Type)) < 0) {
        Py_DECREF(&Watcher_Type);
        Py_DECREF(result);
        return nullptr;
    }
    return result;
}
