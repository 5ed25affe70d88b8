/* What std::exchange() and std::swap() take out of a field stands there no more. */
/* expect: nothing */
#include <Python.h>
#include <utility>

struct Holder {
    PyObject_HEAD
    PyObject *first;
    PyObject *second;
};

namespace {

int Holder_init(PyObject *op, PyObject *args, PyObject *)
{
    Holder *self = reinterpret_cast<Holder *>(op);
    PyObject *first, *second;
    if (!PyArg_ParseTuple(args, "OO", &first, &second)) {
        return -1;
    }
    Py_XDECREF(std::exchange(self->first, Py_NewRef(first)));
    Py_XDECREF(std::exchange(self->second, Py_NewRef(second)));
    return 0;
}

int Holder_traverse(PyObject *op, visitproc visit, void *arg)
{
    Holder *self = reinterpret_cast<Holder *>(op);
    Py_VISIT(self->first);
    Py_VISIT(self->second);
    return 0;
}

int Holder_clear(PyObject *op)
{
    Holder *self = reinterpret_cast<Holder *>(op);
    PyObject *first = std::exchange(self->first, nullptr);
    PyObject *second = nullptr;
    std::swap(second, self->second);
    Py_XDECREF(first);
    Py_XDECREF(second);
    return 0;
}

void Holder_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Holder_clear(op);
    Py_TYPE(op)->tp_free(op);
}

PyTypeObject Holder_Type = {PyVarObject_HEAD_INIT(nullptr, 0)};

PyModuleDef spam_module = {PyModuleDef_HEAD_INIT, "spam", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};

} // namespace

PyMODINIT_FUNC PyInit_spam(void)
{
    Holder_Type.tp_name = "spam.Holder";
    Holder_Type.tp_basicsize = sizeof(Holder);
    Holder_Type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Holder_Type.tp_init = Holder_init;
    Holder_Type.tp_new = PyType_GenericNew;
    Holder_Type.tp_traverse = Holder_traverse;
    Holder_Type.tp_clear = Holder_clear;
    Holder_Type.tp_dealloc = Holder_dealloc;
    if (PyType_Ready(&Holder_Type) < 0) {
        return nullptr;
    }
    return PyModule_Create(&spam_module);
}
