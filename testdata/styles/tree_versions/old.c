#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Old;

static PyTypeObject Old_Type = {PyObject_HEAD_INIT(NULL) 0, "old.Old", sizeof(Old)};

void initold(void)
{
    PyObject *module = Py_InitModule3("old", NULL, "An old one.");
    PyModule_AddObject(module, "name", PyString_FromString("old"));
    PyModule_AddObject(module, "number", PyInt_FromLong(1));
}
