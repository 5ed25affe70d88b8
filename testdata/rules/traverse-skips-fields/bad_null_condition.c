#include <Python.h>

/* The field is owned in every state, and visited only while something else is NULL; the release follows a branch that leaves. */
typedef struct {
    PyObject_HEAD
    void *handle;
    PyObject *target;
} Task;

static int task_traverse(PyObject *op, visitproc visit, void *arg)
{
    Task *self = (Task *)op;
    if (self->handle == NULL)
        Py_VISIT(self->target); /* expect: traverse-skips-fields note Task_Type target */
    return 0;
}

static int task_clear(PyObject *op)
{
    if (Py_REFCNT(op) < 0)
        return 0;
    Py_CLEAR(((Task *)op)->target);
    return 0;
}

static void task_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    task_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *task_set(PyObject *op, PyObject *target)
{
    ((Task *)op)->handle = op;
    Py_XSETREF(((Task *)op)->target, Py_NewRef(target));
    Py_RETURN_NONE;
}

static PyMethodDef task_methods[] = {
    {"set", task_set, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Task_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Task",
    .tp_basicsize = sizeof(Task),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = task_traverse,
    .tp_clear = task_clear,
    .tp_dealloc = task_dealloc,
    .tp_methods = task_methods,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Task_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&Task_Type);
    if (PyModule_AddObject(result, "Task", (PyObject *)&Task_Type) < 0) {
        Py_DECREF(&Task_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
