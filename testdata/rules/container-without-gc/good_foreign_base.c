/* Another module's function gets the type and its bases, and makes it ready: whether the type has GC is not known here. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    int (*register_class)(PyObject *module, const char *name, PyTypeObject *type, PyObject *bases);
    PyTypeObject *widget_type;
} WidgetApi;

static WidgetApi *widgets;

typedef struct {
    PyObject_HEAD
    PyObject *callback;
} Button;

static void button_dealloc(PyObject *op)
{
    Py_CLEAR(((Button *)op)->callback);
    Py_TYPE(op)->tp_free(op);
}

static PyTypeObject Button_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Button",
    .tp_basicsize = sizeof(Button),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_dealloc = button_dealloc,
};

static struct PyModuleDef button_module = {PyModuleDef_HEAD_INIT, .m_name = "button", .m_size = -1};

PyMODINIT_FUNC PyInit_button(void)
{
    widgets = PyCapsule_Import("widgets._api", 0);
    if (widgets == NULL)
        return NULL;
    PyObject *module = PyModule_Create(&button_module);
    if (module == NULL)
        return NULL;
    if (widgets->register_class(module, "Button", &Button_Type, Py_BuildValue("(O)", widgets->widget_type)) < 0)
        Py_CLEAR(module);
    return module;
}
