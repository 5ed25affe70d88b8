/* allow: clear-missing-field */
/* What the table holds can lead back to the label. */
#include <Python.h>

typedef struct {
    PyObject *names[3];
} Constants;

static Constants constants_value, *constants = &constants_value;

typedef struct {
    PyObject_HEAD
    PyObject *name;
    PyObject *owner;
} Label;

static int make_constants(void)
{
    PyObject **names = constants->names;
    for (int i = 0; i < 3; i++) {
        PyObject *name = PyList_New(0);
        if (!name)
            return -1;
        names[i] = name;
    }
    return 0;
}

static int Label_init(Label *self, PyObject *args, PyObject *kwargs)
{
    PyObject *owner;
    if (!PyArg_ParseTuple(args, "O", &owner))
        return -1;
    Py_INCREF(owner);
    Py_XSETREF(self->owner, owner);
    Py_INCREF(constants->names[1]);
    Py_XSETREF(self->name, constants->names[1]);
    return 0;
}

/* expect@+1: traverse-missing-field warning Label_Type name */
static int Label_traverse(Label *self, visitproc visit, void *arg)
{
    Py_VISIT(self->owner);
    return 0;
}

static int Label_clear(Label *self)
{
    Py_CLEAR(self->owner);
    return 0;
}

static void Label_dealloc(Label *self)
{
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->owner);
    Py_CLEAR(self->name);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Label_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "labels.Label",
    .tp_basicsize = sizeof(Label),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)Label_init,
    .tp_traverse = (traverseproc)Label_traverse,
    .tp_clear = (inquiry)Label_clear,
    .tp_dealloc = (destructor)Label_dealloc,
};

static struct PyModuleDef labels_module = {PyModuleDef_HEAD_INIT, .m_name = "labels", .m_size = -1};

PyMODINIT_FUNC PyInit_labels(void)
{
    PyObject *module = PyModule_Create(&labels_module);
    if (!module || make_constants() < 0 || PyModule_AddType(module, &Label_Type) < 0) {
        Py_XDECREF(module);
        return NULL;
    }
    return module;
}
