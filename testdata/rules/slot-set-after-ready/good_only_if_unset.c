/* Two functions each make the type ready in case they are the first; PyType_Ready() always leaves a base, so only one of them sets it. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    Py_ssize_t size;
} Drawer;

static PyTypeObject Drawer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Drawer",
    .tp_basicsize = sizeof(Drawer),
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static PyObject *make_drawer(Py_ssize_t size)
{
    if (!Drawer_Type.tp_base)
        Drawer_Type.tp_base = &PyBaseObject_Type;
    if (PyType_Ready(&Drawer_Type) < 0)
        return NULL;
    Drawer *drawer = PyObject_New(Drawer, &Drawer_Type);
    if (drawer)
        drawer->size = size;
    return (PyObject *)drawer;
}

static PyObject *fixture_drawer(PyObject *module, PyObject *argument)
{
    if (!Drawer_Type.tp_base)
        Drawer_Type.tp_base = &PyBaseObject_Type;
    if (PyType_Ready(&Drawer_Type) < 0)
        return NULL;
    Py_ssize_t size = PyLong_AsSsize_t(argument);
    return size < 0 ? NULL : make_drawer(size);
}

static PyMethodDef fixture_methods[] = {{"drawer", fixture_drawer, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = fixture_methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModule_Create(&module);
}
