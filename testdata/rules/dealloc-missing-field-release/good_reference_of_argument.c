/* expect: nothing */
#include <Python.h>

/* The argument alone gets the reference: the list that stands in for it was new already. */
typedef struct {
    PyObject_HEAD
    PyObject *ports;
} Hub;

static int hub_init(PyObject *object, PyObject *arguments, PyObject *Py_UNUSED(names))
{
    Hub *self = (Hub *)object;
    if (!PyArg_ParseTuple(arguments, "|O", &self->ports))
        return -1;
    if (self->ports == NULL) {
        self->ports = PyList_New(0);
        if (self->ports == NULL)
            return -1;
    } else {
        Py_INCREF(self->ports);
    }
    return 0;
}

static void hub_dealloc(Hub *self)
{
    Py_XDECREF(self->ports);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* allow: container-without-gc, unsafe-field-replacement */
static PyTypeObject Hub_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Hub",
    .tp_basicsize = sizeof(Hub),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = hub_init,
    .tp_dealloc = (destructor)hub_dealloc,
};

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};
    if (PyType_Ready(&Hub_Type) < 0)
        return NULL;
    return PyModule_Create(&definition);
}
