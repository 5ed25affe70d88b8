/* Whether the type is there is no test of what type it is. */
#include <Python.h>

typedef struct {
    PyTypeObject *stamp_type;
} fixture_state;

typedef struct {
    PyObject_HEAD
    unsigned char data[8];
} Stamp;

static struct PyModuleDef fixture_module;

static PyTypeObject *stamp_type(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    if (state == NULL)
        return NULL;
    return state->stamp_type;
}

static PyObject *make_stamp(PyObject *module, PyObject *unused)
{
    PyTypeObject *type = stamp_type(module);
    if (type == NULL)
        return NULL;
    Stamp *self = PyObject_New(Stamp, type); /* expect: nongc-alloc-for-gc-type error spec */
    if (self == NULL)
        return NULL;
    memset(self->data, 0, sizeof self->data);
    return (PyObject *)self;
}

static int stamp_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static void stamp_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot slots[] = {{Py_tp_traverse, stamp_traverse}, {Py_tp_dealloc, stamp_dealloc}, {0, NULL}};

static PyType_Spec spec = {
    .name = "fixture.Stamp",
    .basicsize = sizeof(Stamp),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = slots,
};

static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    state->stamp_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    return state->stamp_type == NULL ? -1 : PyModule_AddType(module, state->stamp_type);
}

static int fixture_traverse(PyObject *module, visitproc visit, void *arg)
{
    fixture_state *state = PyModule_GetState(module);
    Py_VISIT(state->stamp_type);
    return 0;
}

static int fixture_clear(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    Py_CLEAR(state->stamp_type);
    return 0;
}

static void fixture_free(void *module)
{
    fixture_clear((PyObject *)module);
}

static PyMethodDef methods[] = {{"make_stamp", make_stamp, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef fixture_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = sizeof(fixture_state),
    .m_methods = methods,
    .m_slots = module_slots,
    .m_traverse = fixture_traverse,
    .m_clear = fixture_clear,
    .m_free = fixture_free,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&fixture_module);
}
