/* allow: type-not-readied, missing-clear */
/* Nothing makes the type ready, so that nothing complains: the first collection crashes on every version. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *content;
} Box;

static void box_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((Box *)op)->content);
    PyObject_GC_Del(op);
}

static PyTypeObject Box_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, /* expect: gc-flag-without-traverse error Box_Type */
    .tp_dealloc = box_dealloc,
};

static PyObject *make_box(PyObject *Py_UNUSED(module), PyObject *content)
{
    Box *box = PyObject_GC_New(Box, &Box_Type);
    if (box == NULL)
        return NULL;
    box->content = Py_NewRef(content);
    PyObject_GC_Track(box);
    return (PyObject *)box;
}

static PyMethodDef methods[] = {
    {"make_box", make_box, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_methods = methods, .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModule_Create(&module);
}
