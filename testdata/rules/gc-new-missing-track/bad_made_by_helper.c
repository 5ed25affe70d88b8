#include <Python.h>

/* One helper makes all types: each allocation is of the type that was stored where it reads its type from. */
typedef struct {
    PyObject_HEAD
    PyObject *value;
} Box;

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Case;

typedef struct {
    PyTypeObject *first;
    PyTypeObject *second;
} Types;

static Types types;

static int box_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Box *)op)->value);
    return 0;
}

static int box_clear(PyObject *op)
{
    Py_CLEAR(((Box *)op)->value);
    return 0;
}

static void box_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    box_clear(op);
    PyObject_GC_Del(op);
    Py_DECREF(type);
}

static int case_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Case *)op)->value);
    return 0;
}

static int case_clear(PyObject *op)
{
    Py_CLEAR(((Case *)op)->value);
    return 0;
}

static void case_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    case_clear(op);
    PyObject_GC_Del(op);
    Py_DECREF(type);
}

static PyType_Slot box_slots[] = {
    {Py_tp_traverse, box_traverse},
    {Py_tp_clear, box_clear},
    {Py_tp_dealloc, box_dealloc},
    {0, NULL},
};

static PyType_Slot case_slots[] = {
    {Py_tp_traverse, case_traverse},
    {Py_tp_clear, case_clear},
    {Py_tp_dealloc, case_dealloc},
    {0, NULL},
};

static PyType_Spec first_spec = {
    .name = "fixture.First",
    .basicsize = sizeof(Box),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = box_slots,
};

static PyType_Spec second_spec = {
    .name = "fixture.Second",
    .basicsize = sizeof(Case),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = case_slots,
};

static PyTypeObject *make_type(PyType_Spec *spec)
{
    return (PyTypeObject *)PyType_FromSpec(spec);
}

static PyObject *fixture_first(PyObject *module, PyObject *value)
{
    Box *box = PyObject_GC_New(Box, types.first);
    if (box == NULL)
        return NULL;
    box->value = Py_NewRef(value);
    PyObject_GC_Track(box);
    return (PyObject *)box;
}

static PyObject *fixture_second(PyObject *module, PyObject *value)
{
    Case *box = PyObject_GC_New(Case, types.second); /* expect: gc-new-missing-track warning second_spec */
    if (box == NULL)
        return NULL;
    box->value = Py_NewRef(value);
    return (PyObject *)box;
}

static PyMethodDef fixture_methods[] = {
    {"first", fixture_first, METH_O, NULL},
    {"second", fixture_second, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = fixture_methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    types.first = make_type(&first_spec);
    types.second = make_type(&second_spec);
    if (types.first == NULL || types.second == NULL)
        return NULL;
    return PyModule_Create(&module);
}
