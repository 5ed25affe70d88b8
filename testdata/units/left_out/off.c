#include <Python.h>

#if 0
static PyTypeObject Off_Type = {PyVarObject_HEAD_INIT(NULL, 0)};
#endif
