/* The classes that templates are made for are of a missing header, so clang loses the names that the program gives what is made. */
/* compile: no */
#include <Python.h>
#include <larder/larder.hpp>

template <class Content> struct Holder {
    PyObject_HEAD
    PyObject *label;
    Content content;
    static PyTypeObject type;

    static void dealloc(PyObject *op)
    {
        Holder *self = reinterpret_cast<Holder *>(op);
        Py_CLEAR(self->label);
        self->content.~Content();
        Py_TYPE(op)->tp_free(op);
    }
};

namespace {
typedef Holder<larder::shared<larder::Tin>> TinHolder;
using JarHolder = Holder<larder::Jar>;
} // namespace

/* type: Holder::type style=static name=spam.Tin slots.tp_dealloc=Holder::dealloc */
template <> PyTypeObject TinHolder::type = {PyVarObject_HEAD_INIT(nullptr, 0) "spam.Tin", sizeof(TinHolder)};

/* type: Holder::type style=static name=spam.Jar slots.tp_dealloc=Holder::dealloc */
template <> PyTypeObject JarHolder::type = {PyVarObject_HEAD_INIT(nullptr, 0) "spam.Jar", sizeof(JarHolder)};

void ready_holders()
{
    TinHolder::type.tp_dealloc = &TinHolder::dealloc;
    JarHolder::type.tp_dealloc = &JarHolder::dealloc;
    PyType_Ready(&TinHolder::type);
    PyType_Ready(&JarHolder::type);
}
