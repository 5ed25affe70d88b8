#include <Python.h>
#include "first.c"
#include "second.c"

PyMODINIT_FUNC PyInit_parts(void)
{
    return PyType_Ready(&First_Type) || PyType_Ready(&Second_Type) ? NULL : PyModule_Create(&second_module);
}
