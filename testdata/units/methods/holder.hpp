#include <Python.h>

class Holder {
public:
    void drop();
    PyObject *held;
};
