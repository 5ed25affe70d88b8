/* expect: nothing */
/* Whether the type is visited is a flag of the project's build. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
} Leaf;

static int leaf_traverse(PyObject *self, visitproc visit, void *arg)
{
    (void)self;
    (void)visit;
    (void)arg;
#ifdef LEAVES_VISIT_THEIR_TYPE
    Py_VISIT(Py_TYPE(self));
#endif
    return 0;
}

static void leaf_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyType_Slot leaf_slots[] = {
    {Py_tp_traverse, leaf_traverse},
    {Py_tp_dealloc, leaf_dealloc},
    {0, NULL},
};

static PyType_Spec leaf_spec = {"fixture.Leaf", sizeof(Leaf), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, leaf_slots};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module), *type = PyType_FromSpec(&leaf_spec);
    if (!result || !type || PyModule_AddObject(result, "Leaf", type) < 0)
        return NULL;
    return result;
}
