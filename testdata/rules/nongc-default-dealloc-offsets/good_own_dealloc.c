/* expect: nothing */
/* allow: heap-type-without-gc */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *weakreflist;
    int kind;
} Token;

static PyMemberDef token_members[] = {
    {"kind", T_INT, offsetof(Token, kind), READONLY, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Token, weakreflist), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static void token_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_ClearWeakRefs(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyType_Slot token_slots[] = {
    {Py_tp_members, token_members},
    {Py_tp_dealloc, token_dealloc},
    {0, NULL},
};

static PyType_Spec Token_spec = {
    .name = "fixture.Token",
    .basicsize = sizeof(Token),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = token_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *token = PyType_FromSpec(&Token_spec);
    if (token == NULL)
        return -1;
    int token_added = PyModule_AddObjectRef(module, "Token", token);
    Py_DECREF(token);
    if (token_added < 0)
        return -1;
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
