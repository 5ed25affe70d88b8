#include <Python.h>

static struct PyModuleDef spam_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "spam",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit_spam(void)
{
    return PyModule_Create(&spam_module);
}
