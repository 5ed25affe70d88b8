#include <Python.h>

/* expect: nothing */

/* Three types have the struct, or begin with it: one uses the one member of the union, one the other, and one none. */
typedef struct {
    PyObject_HEAD
    PyObject *on_error;
    union {
        struct {
            PyObject *on_assign;
        } reader;
        struct {
            int timeout;
            PyObject *on_share;
        } sharer;
    } u;
} Handle;

typedef struct {
    Handle base;
    int is_closed;
} Sharer;

static int handle_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handle *)op)->on_error);
    return 0;
}

static int handle_clear(PyObject *op)
{
    Py_CLEAR(((Handle *)op)->on_error);
    return 0;
}

static void handle_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    handle_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int reader_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Handle *)op)->u.reader.on_assign);
    return handle_traverse(op, visit, arg);
}

static int reader_clear(PyObject *op)
{
    Py_CLEAR(((Handle *)op)->u.reader.on_assign);
    return handle_clear(op);
}

static void reader_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    reader_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int sharer_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(((Sharer *)op)->base.u.sharer.on_share);
    return handle_traverse(op, visit, arg);
}

static int sharer_clear(PyObject *op)
{
    Py_CLEAR(((Sharer *)op)->base.u.sharer.on_share);
    return handle_clear(op);
}

static void sharer_dealloc(PyObject *op)
{
    PyObject_GC_UnTrack(op);
    sharer_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int handle_configure(Handle *self, char kind, PyObject *error, PyObject *callback)
{
    Py_XSETREF(self->on_error, Py_NewRef(error));
    if (kind == 'r')
        Py_XSETREF(self->u.reader.on_assign, Py_NewRef(callback));
    else if (kind == 's')
        Py_XSETREF(self->u.sharer.on_share, Py_NewRef(callback));
    return 0;
}

static int admin_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *error, *callback;
    if (!PyArg_ParseTuple(args, "OO", &error, &callback))
        return -1;
    return handle_configure((Handle *)op, 'a', error, callback);
}

static int reader_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *error, *callback;
    if (!PyArg_ParseTuple(args, "OO", &error, &callback))
        return -1;
    return handle_configure((Handle *)op, 'r', error, callback);
}

static int sharer_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    PyObject *error, *callback;
    if (!PyArg_ParseTuple(args, "OO", &error, &callback))
        return -1;
    ((Sharer *)op)->is_closed = 0;
    return handle_configure(&((Sharer *)op)->base, 's', error, callback);
}

static PyTypeObject Admin_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Admin",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = handle_traverse,
    .tp_clear = handle_clear,
    .tp_dealloc = handle_dealloc,
    .tp_init = admin_init,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Reader_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Reader",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = reader_traverse,
    .tp_clear = reader_clear,
    .tp_dealloc = reader_dealloc,
    .tp_init = reader_init,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Sharer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Sharer",
    .tp_basicsize = sizeof(Sharer),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = sharer_traverse,
    .tp_clear = sharer_clear,
    .tp_dealloc = sharer_dealloc,
    .tp_init = sharer_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result != NULL && (PyModule_AddType(result, &Admin_Type) < 0 || PyModule_AddType(result, &Reader_Type) < 0 ||
                           PyModule_AddType(result, &Sharer_Type) < 0))
        Py_CLEAR(result);
    return result;
}
