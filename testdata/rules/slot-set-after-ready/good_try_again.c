/* Where PyType_Ready() failed the base is taken back, and the next import sets it again. */
/* expect: nothing */
#include <Python.h>

static PyTypeObject Shelf_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Shelf",
    .tp_flags = Py_TPFLAGS_DEFAULT,
};

static struct PyModuleDef shelf_module = {PyModuleDef_HEAD_INIT, .m_name = "shelf", .m_size = -1};

PyMODINIT_FUNC PyInit_shelf(void)
{
    if (Shelf_Type.tp_base == NULL) {
        Shelf_Type.tp_base = &PyDict_Type;
        if (PyType_Ready(&Shelf_Type) < 0) {
            Shelf_Type.tp_base = NULL;
            return NULL;
        }
    }
    PyObject *module = PyModule_Create(&shelf_module);
    if (module != NULL && PyModule_AddObjectRef(module, "Shelf", (PyObject *)&Shelf_Type) < 0)
        Py_CLEAR(module);
    return module;
}
