/* `slot[0] = thing` and `slot += thing` reach a living instance as a setter does. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *thing;
} Slit;

static int slit_traverse(Slit *self, visitproc visit, void *arg)
{
    Py_VISIT(self->thing);
    return 0;
}

static int slit_clear(Slit *self)
{
    Py_CLEAR(self->thing);
    return 0;
}

static void slit_dealloc(Slit *self)
{
    PyObject_GC_UnTrack(self);
    slit_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int slit_put(PyObject *op, PyObject *key, PyObject *thing)
{
    Slit *self = (Slit *)op;
    (void)key;
    Py_XDECREF(self->thing); /* expect: unsafe-field-replacement warning Slit_Type thing */
    self->thing = Py_XNewRef(thing);
    return 0;
}

static PyObject *slit_add(PyObject *op, PyObject *thing)
{
    Slit *self = (Slit *)op;
    Py_XDECREF(self->thing); /* expect: unsafe-field-replacement warning Slit_Type thing */
    self->thing = Py_NewRef(thing);
    return Py_NewRef(op);
}

static PyMappingMethods slit_as_mapping = {.mp_ass_subscript = slit_put};
static PyNumberMethods slit_as_number = {.nb_inplace_add = slit_add};

static PyTypeObject Slit_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "door.Slit",
    .tp_basicsize = sizeof(Slit),
    .tp_dealloc = (destructor)slit_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)slit_traverse,
    .tp_clear = (inquiry)slit_clear,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef door = {PyModuleDef_HEAD_INIT, .m_name = "door", .m_size = -1};

PyMODINIT_FUNC PyInit_door(void)
{
    Slit_Type.tp_as_mapping = &slit_as_mapping;
    Slit_Type.tp_as_number = &slit_as_number;
    if (PyType_Ready(&Slit_Type) < 0)
        return NULL;
    return PyModule_Create(&door);
}
