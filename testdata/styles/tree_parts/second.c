typedef struct {
    PyObject_HEAD
    PyObject *value;
} Second;

static struct PyModuleDef second_module = {PyModuleDef_HEAD_INIT, "parts.second", NULL, -1, NULL};

static PyTypeObject Second_Type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "parts.Second", .tp_basicsize = sizeof(Second)};

PyObject *init_second(void)
{
    return PyModule_Create(&second_module);
}
