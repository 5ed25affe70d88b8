/* The field is only ever filled with its struct, by who knows when it is empty: that instances die with something in it is not told. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject *value;
    int depth;
} Saved;

typedef struct {
    PyObject_HEAD
    Saved saved;
} Task;

static Saved current;

static PyObject *task_suspend(PyObject *op, PyObject *unused)
{
    Task *self = (Task *)op;
    self->saved = current;
    Py_RETURN_NONE;
}

static PyObject *task_resume(PyObject *op, PyObject *unused)
{
    Task *self = (Task *)op;
    current = self->saved;
    self->saved.value = NULL;
    Py_RETURN_NONE;
}

static PyMethodDef task_methods[] = {
    {"suspend", task_suspend, METH_NOARGS, NULL},
    {"resume", task_resume, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int task_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Task *)op)->saved.value);
    return 0;
}

static int task_clear(PyObject *op)
{
    Py_CLEAR(((Task *)op)->saved.value);
    return 0;
}

static void task_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    Py_TYPE(op)->tp_free(op);
}

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
