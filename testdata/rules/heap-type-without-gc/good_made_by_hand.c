/* A helper makes the types of a metatype by hand, as was the only way before PyType_FromMetaclass(): whether one inherits GC depends on
 * the bases that it is given. */
/* expect: nothing */
#include <Python.h>

static PyType_Slot fault_slots[] = {{Py_tp_doc, (void *)"An error."}, {0, NULL}};

static PyType_Spec fault_spec = {
    .name = "fixture.Fault",
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .slots = fault_slots,
};

static PyObject *type_from_spec(PyTypeObject *meta, PyType_Spec *spec, PyObject *bases)
{
    PyHeapTypeObject *heap = (PyHeapTypeObject *)meta->tp_alloc(meta, 0);
    if (heap == NULL)
        return NULL;
    PyTypeObject *type = &heap->ht_type;
    type->tp_flags = spec->flags | Py_TPFLAGS_HEAPTYPE;
    type->tp_name = spec->name;
    type->tp_bases = Py_NewRef(bases);
    type->tp_base = (PyTypeObject *)Py_NewRef(PyTuple_GetItem(bases, 0));
    type->tp_basicsize = spec->basicsize ? spec->basicsize : type->tp_base->tp_basicsize;
    heap->ht_name = PyUnicode_FromString("Fault");
    heap->ht_qualname = Py_XNewRef(heap->ht_name);
    if (heap->ht_name == NULL || PyType_Ready(type) < 0) {
        Py_DECREF(type);
        return NULL;
    }
    return (PyObject *)type;
}

PyObject *make_fault(PyTypeObject *meta)
{
    PyObject *bases = PyTuple_Pack(1, PyExc_Exception);
    PyObject *fault = bases ? type_from_spec(meta, &fault_spec, bases) : NULL;
    Py_XDECREF(bases);
    return fault;
}
