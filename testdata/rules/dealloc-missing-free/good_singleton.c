/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    int kind;
} Marker;

static void marker_dealloc(PyObject *op)
{
    Py_FatalError("the marker must never be deallocated");
}

static PyTypeObject Marker_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Marker",
    .tp_basicsize = sizeof(Marker),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = marker_dealloc,
};

static Marker the_marker = {PyObject_HEAD_INIT(&Marker_Type) 1};

static PyObject *get_marker(PyObject *module, PyObject *unused)
{
    return Py_NewRef((PyObject *)&the_marker);
}

static PyMethodDef functions[] = {{"get_marker", get_marker, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Marker_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Marker", (PyObject *)&Marker_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
