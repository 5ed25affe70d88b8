#include <Python.h>

/* As in bad_counted_memory.c; here the count stands in a struct of its own, and what it became is asked of a local. A stack that a
 * function with an early return empties counts nothing but its own elements. */
struct count {
    int value;
};

struct table {
    struct count users;
    PyObject *callback;
};

struct stack {
    int used;
    PyObject *items[8];
};

typedef struct {
    PyObject_HEAD
    struct table *table;
    struct stack *stack;
    PyObject *owner;
} View;

/* expect@+2: traverse-missing-field note View_Type table->callback */
/* expect@+1: traverse-missing-field warning View_Type stack->items[*] */
static int view_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((View *)op)->owner);
    return 0;
}

static int view_clear(PyObject *op)
{
    Py_CLEAR(((View *)op)->owner);
    return 0;
}

static void drop_table(struct table *table)
{
    int left = --table->users.value;
    if (left != 0)
        return;
    Py_XDECREF(table->callback);
    PyMem_Free(table);
}

static void drop_stack(struct stack *stack)
{
    if (stack == NULL)
        return;
    while (stack->used--)
        Py_DECREF(stack->items[stack->used]);
    PyMem_Free(stack);
}

static void view_dealloc(PyObject *op)
{
    View *self = (View *)op;
    PyObject_GC_UnTrack(op);
    view_clear(op);
    if (self->table != NULL)
        drop_table(self->table);
    drop_stack(self->stack);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *view_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *callback, *owner;
    if (!PyArg_ParseTuple(args, "OO", &callback, &owner))
        return NULL;
    View *self = (View *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->owner = Py_NewRef(owner);
    self->table = PyMem_Calloc(1, sizeof *self->table);
    self->stack = PyMem_Calloc(1, sizeof *self->stack);
    if (self->table == NULL || self->stack == NULL) {
        PyMem_Free(self->table);
        self->table = NULL;
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    self->table->users.value = 1;
    self->table->callback = Py_NewRef(callback);
    self->stack->items[self->stack->used++] = Py_NewRef(callback);
    return (PyObject *)self;
}

static PyObject *view_copy(PyObject *op, PyObject *ignored)
{
    View *self = (View *)op, *copy = (View *)Py_TYPE(op)->tp_alloc(Py_TYPE(op), 0);
    if (copy == NULL)
        return NULL;
    copy->owner = Py_NewRef(self->owner);
    copy->table = self->table;
    copy->table->users.value++;
    return (PyObject *)copy;
}

static PyMethodDef view_methods[] = {{"copy", view_copy, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

/* allow: clear-missing-field */
static PyTypeObject View_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.View",
    .tp_basicsize = sizeof(View),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = view_traverse,
    .tp_clear = view_clear,
    .tp_dealloc = view_dealloc,
    .tp_methods = view_methods,
    .tp_new = view_new,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&View_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    Py_INCREF(&View_Type);
    if (PyModule_AddObject(result, "View", (PyObject *)&View_Type) < 0) {
        Py_DECREF(&View_Type);
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
