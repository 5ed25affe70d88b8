/* expect: nothing */
/* The owner's struct is written as Python 2's PyObject_HEAD was: the fields themselves. */
#include <Python.h>

typedef struct Session {
    Py_ssize_t ob_refcnt;
    PyTypeObject *ob_type;
    long id;
} Session;

typedef struct Region {
    PyObject_HEAD
    Session *session;
} Region;

static PyTypeObject Session_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "good.Session",
    .tp_basicsize = sizeof(Session),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static int region_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    Region *self = (Region *)op;
    Session *session;
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "O!", &Session_Type, &session))
        return -1;
    if (self->session != NULL)
        return 0;
    Py_INCREF(session);
    self->session = session;
    return 0;
}

static void region_dealloc(PyObject *op)
{
    Py_XDECREF(((Region *)op)->session);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Region_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "good.Region",
    .tp_basicsize = sizeof(Region),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_init = region_init,
    .tp_dealloc = region_dealloc,
};

PyMODINIT_FUNC PyInit_good(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "good"};
    if (PyType_Ready(&Session_Type) < 0 || PyType_Ready(&Region_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
