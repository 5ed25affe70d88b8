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
} Decoder;

static void decoder_dealloc(PyObject *op) /* expect: dealloc-missing-free warning Decoder_Type */
{
    Decoder *self = (Decoder *)op;
    if (self->engine)
        engine_destroy(self->engine);
}

static PyTypeObject Decoder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Decoder",
    .tp_basicsize = sizeof(Decoder),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = decoder_dealloc,
    .tp_new = PyType_GenericNew,
};

typedef struct {
    PyObject_HEAD
    int mode;
    Engine *engine;
    Frame frame;
} Encoder;

static void encoder_dealloc(PyObject *op) /* expect: dealloc-missing-free warning Encoder_Type */
{
    frame_free(&((Encoder *)op)->frame);
}

static PyTypeObject Encoder_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Encoder",
    .tp_basicsize = sizeof(Encoder),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = encoder_dealloc,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Decoder_Type) < 0 || PyType_Ready(&Encoder_Type) < 0)
        return NULL;
    return PyModule_Create(&module);
}
