/* Functions of the program's own see to it that only exact strings, numbers and bools are stored. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *title;
    PyObject *limit;
    PyObject *strict;
    PyObject *extra;
} Rule;

static int is_text(PyObject *value, const char *name)
{
    if (PyUnicode_CheckExact(value))
        return 1;
    PyErr_Format(PyExc_TypeError, "%s must be a str", name);
    return 0;
}

static int is_flag(PyObject *value, const char *name)
{
    if (value == Py_True || value == Py_False)
        return 1;
    PyErr_Format(PyExc_TypeError, "%s must be a bool", name);
    return 0;
}

static int is_limit(PyObject *value, const char *name)
{
    double number;
    if (PyLong_CheckExact(value)) {
        number = PyLong_AsDouble(value);
    } else if (PyFloat_CheckExact(value)) {
        number = PyFloat_AS_DOUBLE(value);
    } else {
        PyErr_Format(PyExc_TypeError, "%s must be a number", name);
        return 0;
    }
    return number >= 0;
}

static PyTypeObject Rule_Type;

static PyObject *rule_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *title = NULL, *limit = NULL, *strict = NULL, *extra = NULL;
    if (!PyArg_ParseTuple(args, "O|OOO", &title, &limit, &strict, &extra))
        return NULL;
    if (!is_text(title, "title"))
        return NULL;
    if (limit != NULL && !is_limit(limit, "limit"))
        return NULL;
    if (strict != NULL && !is_flag(strict, "strict"))
        return NULL;
    Rule *self = (Rule *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_XINCREF(title);
    self->title = title;
    Py_XINCREF(limit);
    self->limit = limit;
    Py_XINCREF(strict);
    self->strict = strict;
    Py_XINCREF(extra);
    self->extra = extra;
    return (PyObject *)self;
}

static int rule_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Rule *)op)->extra);
    return 0;
}

static int rule_clear(PyObject *op)
{
    Rule *self = (Rule *)op;
    Py_CLEAR(self->title);
    Py_CLEAR(self->limit);
    Py_CLEAR(self->strict);
    Py_CLEAR(self->extra);
    return 0;
}

static void rule_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    rule_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Rule_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Rule",
    .tp_basicsize = sizeof(Rule),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = rule_new,
    .tp_traverse = rule_traverse,
    .tp_clear = rule_clear,
    .tp_dealloc = rule_dealloc,
};

static struct PyModuleDef rule_module = {PyModuleDef_HEAD_INIT, .m_name = "rule", .m_size = -1};

PyMODINIT_FUNC PyInit_rule(void)
{
    if (PyType_Ready(&Rule_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&rule_module);
    if (module != NULL && PyModule_AddObjectRef(module, "Rule", (PyObject *)&Rule_Type) < 0)
        Py_CLEAR(module);
    return module;
}
