/* expect: nothing */
#include <Python.h>

/* Visits through a helper, a macro of the project, a loop, a switch and a hand-written call. */
#define VISIT_HOOK(hook) do { Py_VISIT((hook).call); Py_VISIT((hook).context); } while (0)

typedef struct {
    PyObject *call;
    PyObject *context;
} Hook;

typedef struct {
    PyObject_HEAD
    Hook hook;
    PyObject *parts[4];
    int kind;
    union {
        PyObject *object;
        double number;
    } value;
    PyObject *last;
} Machine;

static int visit_parts(Machine *self, visitproc visit, void *arg)
{
    for (int i = 0; i < 4; i++)
        Py_VISIT(self->parts[i]);
    return 0;
}

static int machine_traverse(PyObject *op, visitproc visit, void *arg)
{
    Machine *self = (Machine *)op;
    VISIT_HOOK(self->hook);
    int result = visit_parts(self, visit, arg);
    if (result)
        return result;
    switch (self->kind) {
    case 1:
        Py_VISIT(self->value.object);
        break;
    default:
        break;
    }
    if (self->last != NULL) {
        result = visit(self->last, arg);
        if (result != 0)
            return result;
    }
    return 0;
}

static int machine_clear(PyObject *op)
{
    Machine *self = (Machine *)op;
    Py_CLEAR(self->hook.call);
    Py_CLEAR(self->hook.context);
    for (int i = 0; i < 4; i++)
        Py_CLEAR(self->parts[i]);
    if (self->kind == 1)
        Py_CLEAR(self->value.object);
    Py_CLEAR(self->last);
    return 0;
}

static void machine_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    machine_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *machine_set(PyObject *op, PyObject *value)
{
    Machine *self = (Machine *)op;
    Py_XSETREF(self->hook.call, Py_NewRef(value));
    Py_XSETREF(self->hook.context, Py_NewRef(value));
    for (int i = 0; i < 4; i++)
        Py_XSETREF(self->parts[i], Py_NewRef(value));
    if (self->kind == 1)
        Py_XSETREF(self->value.object, Py_NewRef(value));
    else {
        self->kind = 1;
        self->value.object = Py_NewRef(value);
    }
    Py_XSETREF(self->last, Py_NewRef(value));
    Py_RETURN_NONE;
}

static PyMethodDef machine_methods[] = {{"set", machine_set, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Machine_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Machine",
    .tp_basicsize = sizeof(Machine),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = machine_traverse,
    .tp_clear = machine_clear,
    .tp_dealloc = machine_dealloc,
    .tp_methods = machine_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Machine_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Machine_Type);
    if (PyModule_AddObject(result, "Machine", (PyObject *)&Machine_Type) < 0) {
        Py_DECREF(&Machine_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
