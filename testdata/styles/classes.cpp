/* C++: static members, namespaces, extern "C", anonymous namespaces, types and specs in functions, references in containers. */
#include <Python.h>
#include <vector>

namespace spam {

struct Member {
    PyObject_HEAD
    PyObject *value;
    std::vector<PyObject *> observers;
    static PyTypeObject Type;
    static PyType_Spec Spec;
    static PyObject *Heap;
};

namespace {

void member_dealloc(Member *self)
{
    Py_XDECREF(self->value);
    Py_TYPE(self)->tp_free(reinterpret_cast<PyObject *>(self));
}

PyType_Slot member_slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void *>(member_dealloc)},
    {0, nullptr},
};

} // namespace

/* type: spam::Member::Type style=static name=spam.Member record=spam::Member slots.tp_dealloc=spam::member_dealloc */
PyTypeObject Member::Type = {
    PyVarObject_HEAD_INIT(nullptr, 0) /* tp_size */
    "spam.Member",
    sizeof(Member),
    0,
    (destructor)member_dealloc,
};

/* type: spam::Member::Spec style=spec name=spam.HeapMember record=spam::Member flags=DEFAULT|HEAPTYPE|BASETYPE */
PyType_Spec Member::Spec = {"spam.HeapMember", sizeof(Member), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, member_slots};

template <typename T> constexpr int size_of()
{
    return sizeof(T);
}

} // namespace spam

extern "C" {

static void plain_dealloc(PyObject *self)
{
    Py_TYPE(self)->tp_free(self);
}

/* type: plain_type style=static name=spam.Plain slots.tp_dealloc=plain_dealloc */
static PyTypeObject plain_type = {
    PyVarObject_HEAD_INIT(nullptr, 0) "spam.Plain", static_cast<Py_ssize_t>(sizeof(PyObject)), 0, &plain_dealloc,
};

PyMODINIT_FUNC PyInit_spam(void)
{
    /* type: local_spec style=spec name=spam.Local */
    PyType_Spec local_spec = {"spam.Local", spam::size_of<PyObject>(), 0, Py_TPFLAGS_DEFAULT, spam::member_slots};
    spam::Member::Heap = PyType_FromSpec(&spam::Member::Spec);
    if (PyType_Ready(&spam::Member::Type) || PyType_Ready(&plain_type))
        return nullptr;
    return PyType_FromSpec(&local_spec);
}
}

PyObject *spam::Member::Heap;
