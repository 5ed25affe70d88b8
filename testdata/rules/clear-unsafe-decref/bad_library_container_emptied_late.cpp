/* Elements are released before the container is emptied: what runs then finds them there. */
#include <Python.h>
#include <deque>
#include <map>
#include <string>
#include <vector>

struct Registry {
    PyObject_HEAD
    std::vector<PyObject *> listeners;
    std::deque<PyObject *> *queue;
    std::map<std::string, PyObject *> names;
};

namespace {

PyObject *Registry_new(PyTypeObject *type, PyObject *, PyObject *)
{
    Registry *self = reinterpret_cast<Registry *>(type->tp_alloc(type, 0));
    if (self == nullptr) {
        return nullptr;
    }
    new (&self->listeners) std::vector<PyObject *>();
    new (&self->names) std::map<std::string, PyObject *>();
    self->queue = new std::deque<PyObject *>();
    return reinterpret_cast<PyObject *>(self);
}

PyObject *Registry_add(PyObject *op, PyObject *listener)
{
    Registry *self = reinterpret_cast<Registry *>(op);
    Py_INCREF(listener);
    self->listeners.push_back(listener);
    Py_INCREF(listener);
    self->queue->push_back(listener);
    Py_INCREF(listener);
    PyObject *&named = self->names[Py_TYPE(listener)->tp_name];
    Py_XSETREF(named, listener);
    Py_RETURN_NONE;
}

int Registry_traverse(PyObject *op, visitproc visit, void *arg)
{
    Registry *self = reinterpret_cast<Registry *>(op);
    for (PyObject *listener : self->listeners) {
        Py_VISIT(listener);
    }
    for (std::size_t i = 0; i < self->queue->size(); i++) {
        Py_VISIT((*self->queue)[i]);
    }
    for (auto entry = self->names.begin(); entry != self->names.end(); ++entry) {
        Py_VISIT(entry->second);
    }
    Py_VISIT(Py_TYPE(op));
    return 0;
}

int Registry_clear(PyObject *op)
{
    Registry *self = reinterpret_cast<Registry *>(op);
    for (PyObject *listener : self->listeners) {
        Py_XDECREF(listener); /* expect: clear-unsafe-decref warning Registry_spec listeners[*] */
    }
    self->listeners = std::vector<PyObject *>();
    while (!self->queue->empty()) {
        PyObject *first = self->queue->front();
        self->queue->pop_front();
        Py_XDECREF(first);
    }
    for (auto &entry : self->names) {
        Py_XDECREF(entry.second); /* expect: clear-unsafe-decref warning Registry_spec names[*].second */
    }
    self->names.clear();
    return 0;
}

void Registry_dealloc(PyObject *op)
{
    Registry *self = reinterpret_cast<Registry *>(op);
    PyObject_GC_UnTrack(op);
    Registry_clear(op);
    delete self->queue;
    self->listeners.~vector();
    self->names.~map();
    PyTypeObject *type = Py_TYPE(op);
    type->tp_free(op);
    Py_DECREF(type);
}

PyMethodDef Registry_methods[] = {{"add", Registry_add, METH_O, nullptr}, {nullptr, nullptr, 0, nullptr}};

PyType_Slot Registry_slots[] = {
    {Py_tp_new, reinterpret_cast<void *>(Registry_new)},
    {Py_tp_dealloc, reinterpret_cast<void *>(Registry_dealloc)},
    {Py_tp_traverse, reinterpret_cast<void *>(Registry_traverse)},
    {Py_tp_clear, reinterpret_cast<void *>(Registry_clear)},
    {Py_tp_methods, Registry_methods},
    {0, nullptr},
};

PyType_Spec Registry_spec = {"spam.Registry", sizeof(Registry), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, Registry_slots};

PyModuleDef spam_module = {PyModuleDef_HEAD_INIT, "spam", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};

} // namespace

PyMODINIT_FUNC PyInit_spam(void)
{
    PyObject *module = PyModule_Create(&spam_module);
    PyObject *type = PyType_FromSpec(&Registry_spec);
    if (module == nullptr || type == nullptr || PyModule_AddObject(module, "Registry", type) < 0) {
        Py_XDECREF(type);
        Py_XDECREF(module);
        return nullptr;
    }
    return module;
}
