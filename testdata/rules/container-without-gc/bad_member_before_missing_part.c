/* compile: no */
/* A struct with a part of a header that is missing: offsetof() has no value, though the field before the part has its place. */
#include <Python.h>
#include <structmember.h>
#include <seabed/depth.h>

typedef struct {
    PyObject_HEAD
    PyObject *note;
    sb_depth depth;
} Sounding;

static PyMemberDef sounding_members[] = {
    {"note", T_OBJECT, offsetof(Sounding, note), 0, "What was written beside it."},
    {NULL},
};

static void sounding_dealloc(Sounding *self)
{
    Py_XDECREF(self->note);
    PyObject_Free(self);
}

static PyTypeObject Sounding_Type = { /* expect: container-without-gc warning Sounding_Type note */
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "seabed.Sounding",
    .tp_basicsize = sizeof(Sounding),
    .tp_dealloc = (destructor)sounding_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_members = sounding_members,
};

PyObject *sounding_new(const char *text)
{
    Sounding *made = PyObject_New(Sounding, &Sounding_Type);
    if (made)
        made->note = PyUnicode_FromString(text);
    return (PyObject *)made;
}

static struct PyModuleDef seabed = {PyModuleDef_HEAD_INIT, .m_name = "seabed", .m_size = -1};

PyMODINIT_FUNC PyInit_seabed(void)
{
    if (PyType_Ready(&Sounding_Type) < 0)
        return NULL;
    return PyModule_Create(&seabed);
}
