typedef struct {
    PyObject_HEAD
    PyObject *value;
} First;

static struct PyModuleDef first_module = {PyModuleDef_HEAD_INIT, "parts.first", NULL, -1, NULL};

static PyTypeObject First_Type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parts.First", .tp_basicsize = sizeof(First)};

PyObject *init_first(void)
{
    return PyModule_Create(&first_module);
}
