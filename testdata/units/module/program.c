#include <Python.h>

PyMODINIT_FUNC PyInit_spam(void);

int main(void)
{
    PyImport_AppendInittab("spam", PyInit_spam);
    Py_Initialize();
    return PyRun_SimpleString("import spam") + Py_FinalizeEx();
}
