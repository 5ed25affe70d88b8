/* One class template, and two types that are made from it: only one of them holds what can be in a cycle. */
#include <Python.h>

template <class T> struct Object {
    PyObject_HEAD
    static PyTypeObject type;
    static void dealloc(PyObject *self)
    {
        reinterpret_cast<T *>(self)->end();
        PyObject_Free(self);
    }
};

template <class T> PyTypeObject Object<T>::type = { /* expect: container-without-gc warning Object::type */
    PyVarObject_HEAD_INIT(nullptr, 0)
    T::name,
    sizeof(T),
    0,
    Object<T>::dealloc,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    Py_TPFLAGS_DEFAULT,
};

struct Button : Object<Button> {
    static constexpr const char *name = "spam.Button";
    PyObject *callback;
    void end()
    {
        Py_XDECREF(callback);
    }
};

struct Point : Object<Point> {
    static constexpr const char *name = "spam.Point";
    double x, y;
    void end()
    {
    }
};

PyObject *make_button(PyObject *, PyObject *callback)
{
    Button *self = PyObject_New(Button, &Button::type);
    if (!self)
        return nullptr;
    Py_INCREF(callback);
    self->callback = callback;
    return reinterpret_cast<PyObject *>(self);
}

bool ready()
{
    return PyType_Ready(&Button::type) == 0 && PyType_Ready(&Point::type) == 0;
}
