/* Before Python 3.9 nothing in a spec gave the place of the dictionary: it is set in the type that comes out. */
/* expect: nothing */
#include <Python.h>
#include <stddef.h>

typedef struct {
    PyObject_HEAD
    PyObject *names;
} Registry;

static int registry_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Registry *)op)->names);
    return 0;
}

static int registry_clear(PyObject *op)
{
    Py_CLEAR(((Registry *)op)->names);
    return 0;
}

static void registry_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    registry_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot registry_slots[] = {
    {Py_tp_traverse, registry_traverse},
    {Py_tp_clear, registry_clear},
    {Py_tp_dealloc, registry_dealloc},
    {0, NULL},
};

static PyType_Spec Registry_spec = {
    .name = "fixture.Registry",
    .basicsize = sizeof(Registry),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = registry_slots,
};

static int fixture_exec(PyObject *module)
{
    PyTypeObject *type = (PyTypeObject *)PyType_FromSpec(&Registry_spec);
    if (type == NULL)
        return -1;
    type->tp_dictoffset = offsetof(Registry, names);
    if (PyModule_AddObject(module, "Registry", (PyObject *)type) < 0) {
        Py_DECREF(type);
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
