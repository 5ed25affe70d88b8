/* What becomes of the elements of a container is not known; that the type is not released is. */
#include <Python.h>
#include <vector>

class Observer {
public:
    explicit Observer(PyObject *callback) : callback(Py_NewRef(callback)) {}
    Observer(const Observer &other) : callback(Py_NewRef(other.callback)) {}
    Observer &operator=(const Observer &) = delete;
    ~Observer() { Py_DECREF(callback); }
    PyObject *get() const { return callback; }

private:
    PyObject *callback;
};

struct Subject {
    PyObject_HEAD
    std::vector<Observer> *observers;
};

namespace {

PyObject *Subject_new(PyTypeObject *type, PyObject *, PyObject *)
{
    Subject *self = reinterpret_cast<Subject *>(type->tp_alloc(type, 0));
    if (self != nullptr) {
        self->observers = new std::vector<Observer>();
    }
    return reinterpret_cast<PyObject *>(self);
}

int Subject_traverse(PyObject *op, visitproc visit, void *arg)
{
    Subject *self = reinterpret_cast<Subject *>(op);
    if (self->observers) {
        for (std::vector<Observer>::iterator it = self->observers->begin(); it != self->observers->end(); ++it) {
            Py_VISIT(it->get());
        }
    }
    Py_VISIT(Py_TYPE(op));
    return 0;
}

int Subject_clear(PyObject *op)
{
    Subject *self = reinterpret_cast<Subject *>(op);
    if (self->observers) {
        self->observers->clear();
    }
    return 0;
}

void Subject_dealloc(PyObject *op) /* expect: heap-dealloc-missing-type-decref warning Subject_spec */
{
    PyObject_GC_UnTrack(op);
    Subject_clear(op);
    delete reinterpret_cast<Subject *>(op)->observers;
    Py_TYPE(op)->tp_free(op);
}

PyObject *Subject_observe(PyObject *op, PyObject *callback)
{
    reinterpret_cast<Subject *>(op)->observers->push_back(Observer(callback));
    Py_RETURN_NONE;
}

PyMethodDef Subject_methods[] = {{"observe", Subject_observe, METH_O, nullptr}, {nullptr, nullptr, 0, nullptr}};

PyType_Slot Subject_slots[] = {
    {Py_tp_new, reinterpret_cast<void *>(Subject_new)},
    {Py_tp_dealloc, reinterpret_cast<void *>(Subject_dealloc)},
    {Py_tp_traverse, reinterpret_cast<void *>(Subject_traverse)},
    {Py_tp_clear, reinterpret_cast<void *>(Subject_clear)},
    {Py_tp_methods, Subject_methods},
    {0, nullptr},
};

PyType_Spec Subject_spec = {"spam.Subject", sizeof(Subject), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, Subject_slots};

PyModuleDef spam_module = {PyModuleDef_HEAD_INIT, "spam", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};

} // namespace

PyMODINIT_FUNC PyInit_spam(void)
{
    PyObject *module = PyModule_Create(&spam_module);
    PyObject *type = PyType_FromSpec(&Subject_spec);
    if (module == nullptr || type == nullptr || PyModule_AddObject(module, "Subject", type) < 0) {
        Py_XDECREF(type);
        Py_XDECREF(module);
        return nullptr;
    }
    return module;
}
