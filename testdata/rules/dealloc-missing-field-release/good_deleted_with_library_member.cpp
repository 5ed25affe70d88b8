/* expect: nothing */
#include <Python.h>

/* Of a library: what its destructor does stands elsewhere. */
class Handle {
public:
    ~Handle();
    PyObject *object = nullptr;
};

struct Part {
    Handle handle;
};

struct Entry {
    PyObject_HEAD
    Part *part;
};

static PyObject *entry_new(PyTypeObject *type, PyObject *args, PyObject *)
{
    PyObject *object;
    if (!PyArg_ParseTuple(args, "O", &object))
        return nullptr;
    Entry *self = reinterpret_cast<Entry *>(type->tp_alloc(type, 0));
    if (self == nullptr)
        return nullptr;
    self->part = new Part;
    Py_INCREF(object);
    self->part->handle.object = object;
    return reinterpret_cast<PyObject *>(self);
}

static int entry_traverse(PyObject *op, visitproc visit, void *arg)
{
    Entry *self = reinterpret_cast<Entry *>(op);
    if (self->part)
        Py_VISIT(self->part->handle.object);
    return 0;
}

static int entry_clear(PyObject *op)
{
    Entry *self = reinterpret_cast<Entry *>(op);
    if (self->part)
        Py_CLEAR(self->part->handle.object);
    return 0;
}

static void entry_dealloc(PyObject *op)
{
    Entry *self = reinterpret_cast<Entry *>(op);
    PyObject_GC_UnTrack(op);
    delete self->part;
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Entry_Type = {PyVarObject_HEAD_INIT(nullptr, 0)};

static PyModuleDef module = {PyModuleDef_HEAD_INIT, "fixture", nullptr, -1, nullptr, nullptr, nullptr, nullptr, nullptr};

PyMODINIT_FUNC PyInit_fixture(void)
{
    Entry_Type.tp_name = "fixture.Entry";
    Entry_Type.tp_basicsize = sizeof(Entry);
    Entry_Type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Entry_Type.tp_new = entry_new;
    Entry_Type.tp_traverse = entry_traverse;
    Entry_Type.tp_clear = entry_clear;
    Entry_Type.tp_dealloc = entry_dealloc;
    if (PyType_Ready(&Entry_Type) < 0)
        return nullptr;
    PyObject *result = PyModule_Create(&module);
    if (result == nullptr)
        return nullptr;
    Py_INCREF(&Entry_Type);
    if (PyModule_AddObject(result, "Entry", reinterpret_cast<PyObject *>(&Entry_Type)) < 0) {
        Py_DECREF(&Entry_Type);
        Py_DECREF(result);
        return nullptr;
    }
    return result;
}
