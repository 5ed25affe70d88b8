#include "handles.h"

struct HandleObject {
    PyObject_HEAD
    PyObject *target;
};

struct Plain {
    int number;
};

/* type: Handle_Type style=static name=tree.Handle record=HandleObject refs=target@16 */
PyTypeObject Handle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "tree.Handle",
    .tp_basicsize = sizeof(HandleObject),
};
