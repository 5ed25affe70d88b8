/* What m_free does stands in a long function, two calls away. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject *a, *b, *c, *d, *e, *f, *g, *h, *i, *k, *l, *m;
} State;

static State *state_of(PyObject *module)
{
    return PyModule_GetState(module);
}

static void clear_all(State *state)
{
    Py_CLEAR(state->a);
    Py_CLEAR(state->b);
    Py_CLEAR(state->c);
    Py_CLEAR(state->d);
    Py_CLEAR(state->e);
    Py_CLEAR(state->f);
    Py_CLEAR(state->g);
    Py_CLEAR(state->h);
    Py_CLEAR(state->i);
    Py_CLEAR(state->k);
    Py_CLEAR(state->l);
    Py_CLEAR(state->m);
}

static int spam_clear(PyObject *module)
{
    clear_all(state_of(module));
    return 0;
}

static void spam_free(void *module)
{
    spam_clear(module);
}

static int spam_traverse(PyObject *module, visitproc visit, void *arg)
{
    State *state = state_of(module);
    Py_VISIT(state->a);
    Py_VISIT(state->b);
    Py_VISIT(state->c);
    Py_VISIT(state->d);
    Py_VISIT(state->e);
    Py_VISIT(state->f);
    Py_VISIT(state->g);
    Py_VISIT(state->h);
    Py_VISIT(state->i);
    Py_VISIT(state->k);
    Py_VISIT(state->l);
    Py_VISIT(state->m);
    return 0;
}

static PyObject *spam_set(PyObject *module, PyObject *value)
{
    State *state = state_of(module);
    Py_XSETREF(state->a, Py_NewRef(value));
    Py_XSETREF(state->m, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef spam_methods[] = {{"set", spam_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot spam_slots[] = {{0, NULL}};

static PyModuleDef spam_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "spam",
    .m_size = sizeof(State),
    .m_methods = spam_methods,
    .m_slots = spam_slots,
    .m_traverse = spam_traverse,
    .m_clear = spam_clear,
    .m_free = spam_free,
};

PyMODINIT_FUNC PyInit_spam(void)
{
    return PyModuleDef_Init(&spam_module);
}
