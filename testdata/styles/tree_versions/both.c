#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Both;

static PyTypeObject Both_Type = {PyVarObject_HEAD_INIT(NULL, 0) "both.Both", sizeof(Both)};

#if PY_MAJOR_VERSION >= 3
static struct PyModuleDef both_module = {PyModuleDef_HEAD_INIT, "both", NULL, -1, NULL};
PyMODINIT_FUNC PyInit_both(void)
{
    return PyType_Ready(&Both_Type) ? NULL : PyModule_Create(&both_module);
}
#else
void initboth(void)
{
    Py_InitModule("both", NULL);
}
#endif
