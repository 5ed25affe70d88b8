/* A destructor ends what stands in the instance, but does not free it. */
/* allow: heap-type-without-gc, heap-dealloc-missing-type-decref */
#include <Python.h>
#include <string>

struct Solver {
    PyObject_HEAD
    std::string name;
};

namespace {

PyObject *Solver_new(PyTypeObject *type, PyObject *, PyObject *)
{
    Solver *self = reinterpret_cast<Solver *>(type->tp_alloc(type, 0));
    if (self != nullptr) {
        new (&self->name) std::string("solver");
    }
    return reinterpret_cast<PyObject *>(self);
}

void Solver_dealloc(PyObject *op) /* expect: dealloc-missing-free warning Solver_spec */
{
    using std::string;
    reinterpret_cast<Solver *>(op)->name.~string();
}

PyType_Slot Solver_slots[] = {
    {Py_tp_new, reinterpret_cast<void *>(Solver_new)},
    {Py_tp_dealloc, reinterpret_cast<void *>(Solver_dealloc)},
    {0, nullptr},
};

PyType_Spec Solver_spec = {"spam.Solver", sizeof(Solver), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE, Solver_slots};

PyModuleDef spam_module = {PyModuleDef_HEAD_INIT, "spam", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};

} // namespace

PyMODINIT_FUNC PyInit_spam(void)
{
    PyObject *module = PyModule_Create(&spam_module);
    PyObject *type = PyType_FromSpec(&Solver_spec);
    if (module == nullptr || type == nullptr || PyModule_AddObject(module, "Solver", type) < 0) {
        Py_XDECREF(type);
        Py_XDECREF(module);
        return nullptr;
    }
    return module;
}
