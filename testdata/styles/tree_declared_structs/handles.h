/* Structs that only the file of their type defines, as headers of larger extensions have them. */
#include <Python.h>

typedef struct HandleObject HandleObject;
typedef struct Plain Plain;

extern PyTypeObject Handle_Type;
