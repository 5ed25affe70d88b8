/* expect: nothing */
#include <Python.h>
#include <stddef.h>
#include <structmember.h>

/* The struct repeats the members of its base, PyBaseExceptionObject, with the macro that Python has for that: the dictionary
 * is the base's, whose functions visit and clear it. */
typedef struct {
    PyException_HEAD
    PyObject *code;
} Refusal;

static struct PyMemberDef refusal_members[] = {
    {"code", T_OBJECT_EX, offsetof(Refusal, code), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject *base(void)
{
    return (PyTypeObject *)PyExc_Exception;
}

static int refusal_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    Refusal *self = (Refusal *)op;
    PyObject *code;
    if (base()->tp_init(op, args, kwargs) < 0 || !PyArg_ParseTuple(args, "O", &code))
        return -1;
    Py_XSETREF(self->code, Py_NewRef(code));
    return 0;
}

static int refusal_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Refusal *)op)->code);
    return ((PyTypeObject *)PyExc_Exception)->tp_traverse(op, visit, arg);
}

static int refusal_clear(PyObject *op)
{
    Py_CLEAR(((Refusal *)op)->code);
    return ((PyTypeObject *)PyExc_Exception)->tp_clear(op);
}

static void refusal_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    refusal_clear(op);
    Py_TYPE(op)->tp_free(op);
}

PyTypeObject Refusal_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Refusal",
    .tp_basicsize = sizeof(Refusal),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_dictoffset = offsetof(Refusal, dict),
    .tp_traverse = refusal_traverse,
    .tp_clear = refusal_clear,
    .tp_dealloc = refusal_dealloc,
    .tp_init = refusal_init,
    .tp_members = refusal_members,
};

int ready(void)
{
    Refusal_Type.tp_base = (PyTypeObject *)PyExc_Exception;
    return PyType_Ready(&Refusal_Type);
}
