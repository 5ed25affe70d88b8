/* expect: nothing */
#include <Python.h>

/* Words in a string are no comment, and a comment that only mentions gclint: is none of its business. */
static const char advice[] = "write /* gclint: ignore[gc-flag-without-traverse] reason */";

static PyObject *get_advice(PyObject *module, PyObject *ignored)
{
    return PyUnicode_FromString(advice);
}

static PyMethodDef methods[] = {{"advice", get_advice, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModule_Create(&module);
}
