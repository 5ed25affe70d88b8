/* python: 3.12 */
/* What stands behind the base's struct is found by the size of that too, which is quicker than PyObject_GetTypeData(), and never NULL. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject *callback;
    PyObject *label;
} NoteData;

static PyTypeObject *Note_Type;

static NoteData *data_of(PyObject *self)
{
    size_t size = ((size_t)PyList_Type.tp_basicsize + 15) & ~(size_t)15;
    return (NoteData *)((char *)self + size);
}

static int note_traverse(PyObject *self, visitproc visit, void *arg)
{
    NoteData *data = data_of(self);
    if (!data)
        PyErr_WriteUnraisable(self);
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(data->callback);
    Py_VISIT(data->label);
    return PyList_Type.tp_traverse(self, visit, arg);
}

static int note_clear(PyObject *self)
{
    NoteData *data = data_of(self);
    Py_CLEAR(data->callback);
    Py_CLEAR(data->label);
    return PyList_Type.tp_clear(self);
}

static void note_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    NoteData *data = data_of(self);
    PyObject_GC_UnTrack(self);
    Py_CLEAR(data->callback);
    Py_CLEAR(data->label);
    PyList_Type.tp_dealloc(self);
    Py_DECREF(type);
}

static int note_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    NoteData *data = PyObject_GetTypeData(self, Note_Type);
    PyObject *callback, *label;
    if (!PyArg_ParseTuple(args, "OO", &callback, &label))
        return -1;
    Py_XSETREF(data->callback, Py_NewRef(callback));
    Py_XSETREF(data->label, Py_NewRef(label));
    return 0;
}

static PyType_Slot note_slots[] = {
    {Py_tp_traverse, note_traverse}, {Py_tp_clear, note_clear}, {Py_tp_dealloc, note_dealloc}, {Py_tp_init, note_init}, {0, NULL},
};

static PyType_Spec note_spec = {
    .name = "spam.Note",
    .basicsize = -(int)sizeof(NoteData),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = note_slots,
};

int add_note(PyObject *module)
{
    Note_Type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &note_spec, (PyObject *)&PyList_Type);
    return Note_Type ? PyModule_AddType(module, Note_Type) : -1;
}
