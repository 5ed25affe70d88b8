/* expect: nothing */
/* The condition of a loop tells whether there is a first element, before the loop looks at it. */
#include <Python.h>

typedef struct Wagon {
    PyObject_HEAD
    struct Wagon *behind;
    int axles;
} Wagon;

typedef struct {
    PyObject_HEAD
    Wagon *first;
    int axles;
} Train;

static PyTypeObject Wagon_Type;

static int wagon_traverse(Wagon *self, visitproc visit, void *arg)
{
    Py_VISIT(self->behind);
    return 0;
}

static int wagon_clear(Wagon *self)
{
    Py_CLEAR(self->behind);
    return 0;
}

static void wagon_dealloc(Wagon *self)
{
    PyObject_GC_UnTrack(self);
    wagon_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyTypeObject Wagon_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "rail.Wagon",
    .tp_basicsize = sizeof(Wagon),
    .tp_dealloc = (destructor)wagon_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)wagon_traverse,
    .tp_clear = (inquiry)wagon_clear,
    .tp_new = PyType_GenericNew,
};

static int train_traverse(Train *self, visitproc visit, void *arg)
{
    Py_VISIT(self->first);
    return 0;
}

static int train_clear(Train *self)
{
    Py_CLEAR(self->first);
    return 0;
}

static void train_finalize(Train *self)
{
    for (Wagon *wagon = self->first; wagon != NULL; wagon = wagon->behind)
        self->axles -= wagon->axles;
}

static void train_dealloc(Train *self)
{
    if (PyObject_CallFinalizerFromDealloc((PyObject *)self) < 0)
        return;
    PyObject_GC_UnTrack(self);
    train_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyObject *train_count(Train *self, PyObject *unused)
{
    int axles = 0;
    Wagon *wagon = self->first, *behind;
    (void)unused;
    while (wagon) {
        axles += wagon->axles;
        behind = wagon->behind;
        wagon = behind;
    }
    return PyLong_FromLong(axles);
}

static Py_ssize_t train_length(Train *self)
{
    Py_ssize_t length = 0;
    for (Wagon *wagon = self->first; wagon; wagon = wagon->behind)
        length++;
    return length;
}

static PyObject *train_couple(Train *self, PyObject *wagon)
{
    if (!PyObject_TypeCheck(wagon, &Wagon_Type))
        return PyErr_Format(PyExc_TypeError, "a wagon is needed");
    Py_XSETREF(self->first, (Wagon *)Py_NewRef(wagon));
    Py_RETURN_NONE;
}

static PyMethodDef train_methods[] = {
    {"count", (PyCFunction)train_count, METH_NOARGS, NULL},
    {"couple", (PyCFunction)train_couple, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PySequenceMethods train_as_sequence = {.sq_length = (lenfunc)train_length};

static PyTypeObject Train_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "rail.Train",
    .tp_basicsize = sizeof(Train),
    .tp_dealloc = (destructor)train_dealloc,
    .tp_as_sequence = &train_as_sequence,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)train_traverse,
    .tp_clear = (inquiry)train_clear,
    .tp_methods = train_methods,
    .tp_new = PyType_GenericNew,
    .tp_finalize = (destructor)train_finalize,
};

static struct PyModuleDef rail = {PyModuleDef_HEAD_INIT, .m_name = "rail", .m_size = -1};

PyMODINIT_FUNC PyInit_rail(void)
{
    if (PyType_Ready(&Wagon_Type) < 0 || PyType_Ready(&Train_Type) < 0)
        return NULL;
    return PyModule_Create(&rail);
}
