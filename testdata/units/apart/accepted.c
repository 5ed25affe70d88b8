#include <Python.h>

int accepted(void) /* gclint: ignore[missing-clear] nothing is wrong here */
{
    return PyErr_Occurred() != NULL;
}
