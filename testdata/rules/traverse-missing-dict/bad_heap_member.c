#include <Python.h>
#include <structmember.h>

/* The offset is given by a member of a well-known name. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
    PyObject *dict;
} Bag;

static int bag_traverse(PyObject *op, visitproc visit, void *arg) /* expect: traverse-missing-dict warning Bag_spec dict */
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Bag *)op)->value);
    return 0;
}

static int bag_clear(PyObject *op)
{
    Py_CLEAR(((Bag *)op)->value);
    Py_CLEAR(((Bag *)op)->dict);
    return 0;
}

static void bag_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    bag_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *bag_set(PyObject *op, PyObject *value)
{
    Bag *self = (Bag *)op;
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef bag_methods[] = {{"set", bag_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyMemberDef bag_members[] = {
    {"__dictoffset__", T_PYSSIZET, offsetof(Bag, dict), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot bag_slots[] = {
    {Py_tp_traverse, bag_traverse},
    {Py_tp_clear, bag_clear},
    {Py_tp_dealloc, bag_dealloc},
    {Py_tp_methods, bag_methods},
    {Py_tp_members, bag_members},
    {0, NULL},
};

static PyType_Spec Bag_spec = {
    .name = "fixture.Bag",
    .basicsize = sizeof(Bag),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = bag_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *bag = PyType_FromSpec(&Bag_spec);
    if (bag == NULL)
        return -1;
    if (PyModule_AddObject(module, "Bag", bag) < 0) {
        Py_DECREF(bag);
        return -1;
    }
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
