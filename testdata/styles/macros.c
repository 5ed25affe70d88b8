/* Macros that make a whole type, by pasting tokens, also through another macro; a family as in CPython's exceptions.c. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Box;

static void box_dealloc(PyObject *op)
{
    Py_XDECREF(((Box *)op)->value);
    Py_TYPE(op)->tp_free(op);
}

#define TYPE_NAME(name) "spam." #name
#define DEFINE_TYPE(name, record, flags)                                                                                              \
    static PyTypeObject name##_Type = {                                                                                               \
        PyVarObject_HEAD_INIT(NULL, 0).tp_name = TYPE_NAME(name), .tp_basicsize = sizeof(record), .tp_dealloc = box_dealloc,          \
        .tp_flags = Py_TPFLAGS_DEFAULT | (flags),                                                                                     \
    }
#define DEFINE_BOX(name) DEFINE_TYPE(name##Box, Box, Py_TPFLAGS_BASETYPE)

/* type: Plain_Type style=static name=spam.Plain record=Box flags=DEFAULT slots.tp_dealloc=box_dealloc refs=value@16 */
DEFINE_TYPE(Plain, Box, 0);
/* type: RedBox_Type style=static name=spam.RedBox record=Box flags=DEFAULT|BASETYPE */
DEFINE_BOX(Red);
/* type: BlueBox_Type style=static name=spam.BlueBox record=Box flags=DEFAULT|BASETYPE */
DEFINE_BOX(Blue);

#define SimpleExtends(BASE, NAME)                                                                                                     \
    static PyTypeObject _Exc_##NAME = {                                                                                               \
        PyVarObject_HEAD_INIT(NULL, 0) #NAME, sizeof(PyBaseExceptionObject), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,          \
        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, PyDoc_STR(#NAME), .tp_base = (BASE)};                                               \
    PyObject *Exc_##NAME = (PyObject *)&_Exc_##NAME;

/* type: _Exc_SpamError style=static name=SpamError record=PyBaseExceptionObject base=- */
SimpleExtends(NULL, SpamError)
/* type: _Exc_EggError style=static name=EggError record=PyBaseExceptionObject base=_Exc_SpamError */
SimpleExtends(&_Exc_SpamError, EggError)

int ready(void)
{
    return PyType_Ready(&Plain_Type) || PyType_Ready(&RedBox_Type) || PyType_Ready(&BlueBox_Type);
}
