/* python: 3.12 */
/* The struct of the type stands behind that of its base: its size is negative, and PyObject_GetTypeData() finds it. */
#include <Python.h>

typedef struct {
    PyObject *callback;
    PyObject *label;
} NoteData;

static PyTypeObject *Note_Type;

static NoteData *data_of(PyObject *self)
{
    return PyObject_GetTypeData(self, Note_Type);
}

static int note_traverse(PyObject *self, visitproc visit, void *arg) /* expect: traverse-missing-field warning note_spec callback */
{
    NoteData *data = data_of(self);
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(data->label);
    return 0;
}

static int note_clear(PyObject *self)
{
    NoteData *data = data_of(self);
    Py_CLEAR(data->callback);
    Py_CLEAR(data->label);
    return 0;
}

static void note_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    note_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static int note_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    NoteData *data = data_of(self);
    PyObject *callback, *label;
    if (!PyArg_ParseTuple(args, "OO", &callback, &label))
        return -1;
    Py_XSETREF(data->callback, Py_NewRef(callback));
    Py_XSETREF(data->label, Py_NewRef(label));
    return 0;
}

static PyType_Slot note_slots[] = {
    {Py_tp_traverse, note_traverse},
    {Py_tp_clear, note_clear},
    {Py_tp_dealloc, note_dealloc},
    {Py_tp_init, note_init},
    {0, NULL},
};

static PyType_Spec note_spec = {
    .name = "spam.Note",
    .basicsize = -(int)sizeof(NoteData),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = note_slots,
};

int add_note(PyObject *module)
{
    Note_Type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &note_spec, NULL);
    return Note_Type ? PyModule_AddType(module, Note_Type) : -1;
}
