/* allow: module-state-missing-free, module-state-missing-clear */
#include <Python.h>

typedef struct {
    PyTypeObject *widget_type;
} fixture_state;

typedef struct {
    PyObject_HEAD
} Widget;

static int widget_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    return 0;
}

static PyType_Slot widget_slots[] = {{Py_tp_traverse, widget_traverse}, {0, NULL}};

static PyType_Spec widget_spec = {
    .name = "fixture.Widget",
    .basicsize = sizeof(Widget),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = widget_slots,
};

/* The module's dictionary takes one of the two references, the state has the other. */
static int fixture_exec(PyObject *module)
{
    fixture_state *state = PyModule_GetState(module);
    PyObject *type = PyType_FromModuleAndSpec(module, &widget_spec, NULL);
    if (type == NULL)
        return -1;
    Py_INCREF(type);
    state->widget_type = (PyTypeObject *)type;
    return PyModule_AddObject(module, "Widget", (PyObject *)state->widget_type);
}

static int fixture_traverse(PyObject *module, visitproc visit, void *arg) /* expect: module-state-missing-traverse warning module widget_type */
{
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixture",
    .m_size = sizeof(fixture_state),
    .m_slots = fixture_slots,
    .m_traverse = fixture_traverse,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
