/* No flag of a build brings back what stands behind #if 0. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *text;
} Note;

static int note_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *text;
    (void)keywords;
    if (!PyArg_ParseTuple(args, "U", &text))
        return -1;
    Py_INCREF(text);
    ((Note *)op)->text = text;
    return 0;
}

static void note_dealloc(Note *self) /* expect: dealloc-missing-field-release warning Note_Type text */
{
#if 0
    Py_CLEAR(self->text);
    PyObject_Free(self);
#endif
}

static PyTypeObject Note_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Note",
    .tp_basicsize = sizeof(Note),
    .tp_dealloc = (destructor)note_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_init = note_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Note_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
