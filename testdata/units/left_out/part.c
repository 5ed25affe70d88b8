#include <Python.h>

#if 0
#include "type.inc"
#endif
