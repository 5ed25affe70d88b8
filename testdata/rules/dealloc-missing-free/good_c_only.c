/* expect: nothing */
#include <Python.h>

/* Of another library. */
typedef struct Engine Engine;
typedef struct {
    int width;
    void *pixels;
} Frame;
extern void engine_destroy(Engine *engine);
extern void frame_free(Frame *frame);
extern void engine_close(Engine *engine, void (*closed)(void *), void *data);

typedef struct {
    PyObject_HEAD
    int mode;
    Engine *engine;
    Frame frame;
} Handle;

static void handle_closed(void *data)
{
    PyObject *op = data;
    Py_TYPE(op)->tp_free(op);
}

/* The library is not done with the instance yet. */
static void handle_dealloc(PyObject *op)
{
    engine_close(((Handle *)op)->engine, handle_closed, op);
}

static PyTypeObject Handle_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Handle",
    .tp_basicsize = sizeof(Handle),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = handle_dealloc,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    int mode;
    Engine *engine;
    Frame frame;
} Single;

/* There is one, for ever. */
static void single_dealloc(PyObject *op)
{
    fprintf(stderr, "mode %d\n", ((Single *)op)->mode);
}

static PyTypeObject Single_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Single",
    .tp_basicsize = sizeof(Single),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = single_dealloc,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    int mode;
    Engine *engine;
    Frame frame;
} Freed;

static void freed_dealloc(PyObject *op)
{
    engine_destroy(((Freed *)op)->engine);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Freed_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Freed",
    .tp_basicsize = sizeof(Freed),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = freed_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Handle_Type) < 0 || PyType_Ready(&Single_Type) < 0 || PyType_Ready(&Freed_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
