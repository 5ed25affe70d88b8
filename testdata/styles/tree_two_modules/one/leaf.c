#include "types.h"

static PyTypeObject Leaf_Type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "one.Leaf", .tp_base = &Node_Type};

PyMODINIT_FUNC PyInit_one(void)
{
    return PyType_Ready(&Leaf_Type) ? NULL : (PyObject *)&Leaf_Type;
}
