/* assert() of C++ casts what it claims to bool. */
/* expect: nothing */
#undef NDEBUG
#include <Python.h>

#include <cassert>

struct View {
    PyObject_HEAD
    PyObject *owner;
};

static void view_dealloc(PyObject *op)
{
    assert(reinterpret_cast<View *>(op)->owner == nullptr);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject View_Type = {PyVarObject_HEAD_INIT(nullptr, 0)};

PyObject *with_view(PyObject *owner, PyObject *callback)
{
    View *view = PyObject_New(View, &View_Type);
    if (!view)
        return nullptr;
    view->owner = owner;
    Py_INCREF(owner);
    PyObject *result = PyObject_CallOneArg(callback, reinterpret_cast<PyObject *>(view));
    Py_CLEAR(view->owner);
    Py_DECREF(view);
    return result;
}

int ready()
{
    View_Type.tp_name = "fixture.View";
    View_Type.tp_basicsize = sizeof(View);
    View_Type.tp_flags = Py_TPFLAGS_DEFAULT;
    View_Type.tp_dealloc = view_dealloc;
    return PyType_Ready(&View_Type);
}
