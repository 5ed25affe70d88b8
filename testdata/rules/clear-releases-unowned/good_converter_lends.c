/* expect: nothing */
#include <Python.h>

/* The converter fills the struct with what it is lent; who has it filled takes a reference afterwards. */
typedef struct {
    PyObject *given;
    Py_ssize_t length;
} Place;

typedef struct {
    PyObject_HEAD
    Place place;
} Walk;

static int convert_place(PyObject *value, void *argument)
{
    Place *place = argument;
    if (!PyUnicode_CheckExact(value)) {
        PyErr_SetString(PyExc_TypeError, "a name is required");
        return 0;
    }
    place->length = PyUnicode_GetLength(value);
    place->given = value;
    return 1;
}

static void walk_dealloc(PyObject *op)
{
    Py_XDECREF(((Walk *)op)->place.given);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Walk_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Walk",
    .tp_basicsize = sizeof(Walk),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = walk_dealloc,
};

static PyObject *start_walk(PyObject *module, PyObject *args)
{
    Walk *walk = PyObject_New(Walk, &Walk_Type);
    if (walk == NULL)
        return NULL;
    memset(&walk->place, 0, sizeof walk->place);
    if (!PyArg_ParseTuple(args, "O&:walk", convert_place, &walk->place)) {
        walk->place.given = NULL;
        Py_DECREF(walk);
        return NULL;
    }
    Py_INCREF(walk->place.given);
    if (walk->place.length == 0) {
        PyErr_SetObject(PyExc_ValueError, walk->place.given);
        Py_DECREF(walk);
        return NULL;
    }
    return (PyObject *)walk;
}

static PyMethodDef functions[] = {
    {"walk", start_walk, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Walk_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
