/* A class of a header that is not installed holds the reference until release() hands it out. */
/* compile: no */
#include <Python.h>
#include <holder/holder.h>

struct Bound {
    PyObject_HEAD
    PyObject *owner;
    PyObject *target;
};

namespace {

PyTypeObject Bound_Type = {PyVarObject_HEAD_INIT(nullptr, 0)};

PyObject *bind(PyObject *, PyObject *owner)
{
    holder::ptr owner_ptr(Py_NewRef(owner));
    holder::ptr target_ptr(Py_NewRef(owner));
    holder::ptr result(PyType_GenericAlloc(&Bound_Type, 0));
    if (!result) {
        return nullptr;
    }
    Bound *bound = reinterpret_cast<Bound *>(result.get());
    bound->owner = owner_ptr.release();
    bound->target = target_ptr.release();
    return result.release();
}

int Bound_traverse(PyObject *op, visitproc visit, void *arg)
{
    Bound *self = reinterpret_cast<Bound *>(op);
    Py_VISIT(self->owner);
    Py_VISIT(self->target);
    return 0;
}

int Bound_clear(PyObject *op) /* expect: clear-missing-field Bound_Type target */
{
    Py_CLEAR(reinterpret_cast<Bound *>(op)->owner);
    return 0;
}

void Bound_dealloc(PyObject *op) /* expect: dealloc-missing-field-release warning Bound_Type target */
{
    PyObject_GC_UnTrack(op);
    Bound_clear(op);
    Py_TYPE(op)->tp_free(op);
}

PyMethodDef spam_methods[] = {{"bind", bind, METH_O, nullptr}, {nullptr, nullptr, 0, nullptr}};

PyModuleDef spam_module = {PyModuleDef_HEAD_INIT, "spam", nullptr, -1, spam_methods, nullptr, nullptr, nullptr, nullptr};

} // namespace

PyMODINIT_FUNC PyInit_spam(void)
{
    Bound_Type.tp_name = "spam.Bound";
    Bound_Type.tp_basicsize = sizeof(Bound);
    Bound_Type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Bound_Type.tp_traverse = Bound_traverse;
    Bound_Type.tp_clear = Bound_clear;
    Bound_Type.tp_dealloc = Bound_dealloc;
    if (PyType_Ready(&Bound_Type) < 0) {
        return nullptr;
    }
    return PyModule_Create(&spam_module);
}
