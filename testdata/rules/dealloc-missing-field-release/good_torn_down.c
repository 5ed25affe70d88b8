/* The parser is the screen's alone, whose deallocator calls that of the parser. */
/* expect: nothing */
/* allow: container-without-gc */
#include <Python.h>
#include <structmember.h>

typedef struct {
    PyObject_HEAD
    char *buffer;
} Parser;

typedef struct {
    PyObject_HEAD
    Parser *parser;
} Screen;

static PyTypeObject Parser_Type;

static void parser_free(Parser *self)
{
    PyMem_Free(self->buffer);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static int screen_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
    Screen *self = (Screen *)op;
    if (self->parser != NULL)
        return 0;
    self->parser = (Parser *)Parser_Type.tp_alloc(&Parser_Type, 0);
    return self->parser ? 0 : -1;
}

static void screen_dealloc(PyObject *op)
{
    Screen *self = (Screen *)op;
    if (self->parser)
        parser_free(self->parser);
    self->parser = NULL;
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Parser_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Parser",
    .tp_basicsize = sizeof(Parser),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = (destructor)parser_free,
};

static PyMemberDef screen_members[] = {
    {"parser", T_OBJECT_EX, offsetof(Screen, parser), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject Screen_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Screen",
    .tp_basicsize = sizeof(Screen),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = screen_dealloc,
    .tp_members = screen_members,
    .tp_init = screen_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef screen_module = {PyModuleDef_HEAD_INIT, .m_name = "screen", .m_size = -1};

PyMODINIT_FUNC PyInit_screen(void)
{
    if (PyType_Ready(&Parser_Type) < 0 || PyType_Ready(&Screen_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&screen_module);
    if (module != NULL && PyModule_AddObjectRef(module, "Screen", (PyObject *)&Screen_Type) < 0)
        Py_CLEAR(module);
    return module;
}
