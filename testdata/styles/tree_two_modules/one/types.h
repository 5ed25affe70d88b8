#include <Python.h>

extern PyTypeObject Node_Type;
void node_release(PyObject *node);
