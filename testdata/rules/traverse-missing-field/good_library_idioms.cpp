/* Ways to go through containers, and to empty them, of which none leaves an element behind. */
/* expect: nothing */
#include <Python.h>
#include <list>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

struct Entry {
    PyObject *key;
    PyObject *value;
};

struct Store {
    PyObject_HEAD
    std::list<PyObject *> erased;
    std::vector<Entry> moved;
    std::vector<PyObject *> copied, pointed, stepped, aliased;
    std::unordered_map<PyObject *, PyObject *> mapped;
    std::vector<PyObject *> nested[2];
    std::unique_ptr<std::vector<PyObject *>> held;
};

namespace {

int Store_traverse(PyObject *op, visitproc visit, void *arg)
{
    Store *self = reinterpret_cast<Store *>(op);
    for (auto it = self->erased.cbegin(); it != self->erased.cend(); it = std::next(it)) {
        Py_VISIT(*it);
    }
    for (const Entry &entry : self->moved) {
        Py_VISIT(entry.key);
        Py_VISIT(entry.value);
    }
    for (auto item : self->copied) {
        Py_VISIT(item);
    }
    PyObject **items = self->pointed.data();
    for (std::size_t i = 0; i < self->pointed.size(); i++) {
        Py_VISIT(items[i]);
    }
    for (auto it = std::begin(self->stepped); it < std::end(self->stepped); it += 1) {
        Py_VISIT(*it);
    }
    std::vector<PyObject *> &alias = self->aliased;
    for (std::size_t i = 0; i != alias.size(); ++i) {
        Py_VISIT(alias[i]);
    }
    for (const auto &pair : self->mapped) {
        Py_VISIT(pair.first);
        Py_VISIT(pair.second);
    }
    for (auto &inner : self->nested) {
        for (PyObject *item : inner) {
            Py_VISIT(item);
        }
    }
    if (self->held) {
        for (PyObject *item : *self->held) {
            Py_VISIT(item);
        }
    }
    return 0;
}

int Store_clear(PyObject *op)
{
    Store *self = reinterpret_cast<Store *>(op);
    for (auto it = self->erased.begin(); it != self->erased.end();) {
        PyObject *item = *it;
        it = self->erased.erase(it);
        Py_DECREF(item);
    }
    auto moved = std::move(self->moved);
    for (Entry &entry : moved) {
        Py_XDECREF(entry.key);
        Py_XDECREF(entry.value);
    }
    auto copied = self->copied;
    self->copied.clear();
    for (PyObject *item : copied) {
        Py_DECREF(item);
    }
    std::vector<PyObject *> pointed;
    pointed.reserve(self->pointed.size());
    pointed.swap(self->pointed);
    for (std::size_t i = 0; i < pointed.size(); ++i) {
        Py_DECREF(pointed[i]);
    }
    for (PyObject *&item : self->stepped) {
        PyObject *old = item;
        item = nullptr;
        Py_XDECREF(old);
    }
    std::vector<PyObject *> aliased(std::move(self->aliased));
    while (!aliased.empty()) {
        Py_XDECREF(aliased.back());
        aliased.pop_back();
    }
    decltype(self->mapped) mapped;
    mapped.swap(self->mapped);
    for (auto &pair : mapped) {
        Py_DECREF(pair.first);
        Py_DECREF(pair.second);
    }
    for (auto &inner : self->nested) {
        for (PyObject *&item : inner) {
            Py_CLEAR(item);
        }
        inner.clear();
    }
    if (self->held) {
        auto held = std::move(self->held);
        for (PyObject *item : *held) {
            Py_DECREF(item);
        }
    }
    return 0;
}

void Store_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Store_clear(op);
    reinterpret_cast<Store *>(op)->~Store();
    Py_TYPE(op)->tp_free(op);
}

PyObject *Store_add(PyObject *op, PyObject *item)
{
    Store *self = reinterpret_cast<Store *>(op);
    self->erased.push_back(Py_NewRef(item));
    self->moved.push_back(Entry{Py_NewRef(item), Py_NewRef(item)});
    self->copied.insert(self->copied.begin(), Py_NewRef(item));
    Py_INCREF(item);
    self->pointed.push_back(item);
    self->stepped.emplace_back(Py_NewRef(item));
    self->aliased.resize(3);
    Py_XSETREF(self->aliased[0], Py_NewRef(item));
    self->mapped.emplace(Py_NewRef(item), Py_NewRef(item));
    self->nested[0].push_back(Py_NewRef(item));
    self->held->push_back(Py_NewRef(item));
    Py_RETURN_NONE;
}

PyMethodDef Store_methods[] = {{"add", Store_add, METH_O, nullptr}, {nullptr, nullptr, 0, nullptr}};

PyTypeObject Store_Type = {PyVarObject_HEAD_INIT(nullptr, 0)};

PyModuleDef spam_module = {PyModuleDef_HEAD_INIT, "spam", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};

} // namespace

PyMODINIT_FUNC PyInit_spam(void)
{
    Store_Type.tp_name = "spam.Store";
    Store_Type.tp_basicsize = sizeof(Store);
    Store_Type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Store_Type.tp_methods = Store_methods;
    Store_Type.tp_traverse = Store_traverse;
    Store_Type.tp_clear = Store_clear;
    Store_Type.tp_dealloc = Store_dealloc;
    if (PyType_Ready(&Store_Type) < 0) {
        return nullptr;
    }
    return PyModule_Create(&spam_module);
}
