/* What the examples beside this file share: names that older Pythons lack, and the module around the type. */
#ifndef WITNESS_H
#define WITNESS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <structmember.h>

#if PY_VERSION_HEX < 0x03090000
#define PyObject_CallNoArgs(callable) PyObject_CallObject(callable, NULL)
#define Py_IS_TYPE(object, type) (Py_TYPE(object) == (type))
#endif
#if PY_VERSION_HEX < 0x030A0000 && !defined(Py_NewRef)
static inline PyObject *Py_NewRef(PyObject *object)
{
    Py_INCREF(object);
    return object;
}
#endif
#if PY_VERSION_HEX >= 0x030C0000 && PY_VERSION_HEX < 0x030D0000
#define PyObject_VisitManagedDict _PyObject_VisitManagedDict
#define PyObject_ClearManagedDict _PyObject_ClearManagedDict
#endif

/* Adds an object to a module without taking over the reference; -1 and an exception if it cannot. */
static inline int witness_add(PyObject *module, const char *name, PyObject *object)
{
    if (object == NULL)
        return -1;
    Py_INCREF(object);
    if (PyModule_AddObject(module, name, object) < 0) {
        Py_DECREF(object);
        return -1;
    }
    return 0;
}

/* The module `witness` with one static type, and functions (a PyMethodDef table) or NULL. */
#define WITNESS_MODULE(Type, functions)                                                              \
    static struct PyModuleDef witness_module = {                                                     \
        PyModuleDef_HEAD_INIT, "witness", NULL, -1, functions, NULL, NULL, NULL, NULL};              \
                                                                                                     \
    PyMODINIT_FUNC PyInit_witness(void)                                                              \
    {                                                                                                \
        if (PyType_Ready(&Type##_Type) < 0)                                                          \
            return NULL;                                                                             \
        PyObject *module = PyModule_Create(&witness_module);                                         \
        if (module == NULL)                                                                          \
            return NULL;                                                                             \
        if (witness_add(module, #Type, (PyObject *)&Type##_Type) < 0) {                              \
            Py_DECREF(module);                                                                       \
            return NULL;                                                                             \
        }                                                                                            \
        return module;                                                                               \
    }

/* The module `witness` with one type made from a spec. */
#define WITNESS_SPEC_MODULE(Type)                                                                    \
    static int witness_exec(PyObject *module)                                                        \
    {                                                                                                \
        PyObject *type = PyType_FromSpec(&Type##_spec);                                              \
        int added = witness_add(module, #Type, type);                                                \
        Py_XDECREF(type);                                                                            \
        return added;                                                                                \
    }                                                                                                \
                                                                                                     \
    static PyModuleDef_Slot witness_slots[] = {{Py_mod_exec, witness_exec}, {0, NULL}};              \
                                                                                                     \
    static struct PyModuleDef witness_module = {                                                     \
        PyModuleDef_HEAD_INIT, "witness", NULL, 0, NULL, witness_slots, NULL, NULL, NULL};           \
                                                                                                     \
    PyMODINIT_FUNC PyInit_witness(void)                                                              \
    {                                                                                                \
        return PyModuleDef_Init(&witness_module);                                                    \
    }

#endif
