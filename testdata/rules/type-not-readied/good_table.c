/* expect: nothing */
#include <Python.h>

/* Made ready in a loop over a table, by PyModule_AddType(), as the base of another type, and by a helper. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t hits;
} Counter;

typedef Counter Gauge;
typedef Counter Timer;
typedef Counter Meter;
typedef Counter Lamp;

static PyTypeObject Counter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Counter",
    .tp_basicsize = sizeof(Counter),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Gauge_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Gauge",
    .tp_basicsize = sizeof(Gauge),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &Counter_Type,
};

static PyTypeObject Timer_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Timer",
    .tp_basicsize = sizeof(Timer),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Meter_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Meter",
    .tp_basicsize = sizeof(Meter),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Lamp_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Lamp",
    .tp_basicsize = sizeof(Lamp),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
};

static PyTypeObject *const types[] = {&Gauge_Type, &Timer_Type};

static int add(PyObject *module, const char *name, PyTypeObject *type)
{
    if (PyType_Ready(type) < 0)
        return -1;
    Py_INCREF(type);
    if (PyModule_AddObject(module, name, (PyObject *)type) < 0) {
        Py_DECREF(type);
        return -1;
    }
    return 0;
}

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (PyType_Ready(types[i]) < 0)
            goto failed;
    if (PyModule_AddType(result, &Meter_Type) < 0 || add(result, "Lamp", &Lamp_Type) < 0)
        goto failed;
    Py_INCREF(&Counter_Type);
    Py_INCREF(&Timer_Type);
    if (PyModule_AddObject(result, "Counter", (PyObject *)&Counter_Type) < 0 ||
        PyModule_AddObject(result, "Timer", (PyObject *)&Timer_Type) < 0)
        goto failed;
    return result;
failed:
    Py_DECREF(result);
    return NULL;
}
