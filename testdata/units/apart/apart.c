/* Foo_Type, foo_traverse */
#include <Python.h>

static PyObject *names(int number)
{
    const char *text = "Foo_Type";
    return PyUnicode_FromFormat("%s %d", text, number); // Foo
}

int show(int count)
{
    PyObject *text = names(count);
    Py_XDECREF(text);
    return text != NULL;
}
