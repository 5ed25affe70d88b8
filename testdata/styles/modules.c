/* PyModuleDef with its state record, hooks and slots; a type that a field of the state holds. */
#include <Python.h>

typedef struct {
    PyTypeObject *node_type;
    PyObject *cache;
} SpamState;

static int spam_traverse(PyObject *module, visitproc visit, void *arg)
{
    SpamState *state = PyModule_GetState(module);
    Py_VISIT(state->node_type);
    Py_VISIT(state->cache);
    return 0;
}

static int spam_clear(PyObject *module)
{
    SpamState *state = PyModule_GetState(module);
    Py_CLEAR(state->node_type);
    Py_CLEAR(state->cache);
    return 0;
}

static void spam_free(void *module)
{
    spam_clear(module);
}

static PyType_Slot no_slots[] = {{Py_tp_doc, (void *)"A node."}, {0, NULL}};
/* type: node_spec style=spec name=spam.Node base=- gc=no */
static PyType_Spec node_spec = {"spam.Node", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, no_slots};
/* type: leaf_spec style=spec name=spam.Leaf base=node_spec */
static PyType_Spec leaf_spec = {"spam.Leaf", 0, 0, Py_TPFLAGS_DEFAULT, no_slots};

static int spam_exec(PyObject *module)
{
    SpamState *state = PyModule_GetState(module);
    state->node_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &node_spec, NULL);
    state->cache = PyDict_New();
    if (!state->node_type || !state->cache)
        return -1;
    PyObject *leaf = PyType_FromModuleAndSpec(module, &leaf_spec, (PyObject *)state->node_type);
    return leaf ? PyModule_AddType(module, (PyTypeObject *)leaf) : -1;
}

static PyModuleDef_Slot spam_slots[] = {{Py_mod_exec, spam_exec}, {0, NULL}};

/* module: spam_module name=spam state=SpamState m_traverse=spam_traverse m_clear=spam_clear m_free=spam_free */
static PyModuleDef spam_module = {
    PyModuleDef_HEAD_INIT, .m_name = "spam",         .m_size = sizeof(SpamState), .m_slots = spam_slots,
    .m_traverse = spam_traverse, .m_clear = spam_clear, .m_free = spam_free,
};

/* module: egg_module name=egg state=- m_traverse=- */
static struct PyModuleDef egg_module = {PyModuleDef_HEAD_INIT, "egg", NULL, -1, NULL};

PyMODINIT_FUNC PyInit_egg(void)
{
    return PyModule_Create(&egg_module);
}

PyMODINIT_FUNC PyInit_spam(void)
{
    return PyModuleDef_Init(&spam_module);
}
