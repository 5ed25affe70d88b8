/* python: 3.12 */
/* Data behind the base's struct, in a metaclass and in one that derives from it, and items that PyObject_GetItemData() finds. */
#include <Python.h>

#include <stddef.h>

/* expect: nothing */

typedef struct {
    PyObject *registry;
    PyObject *hook;
} MetaData;

static PyTypeObject *Meta_Type, *Sub_Type;

static int meta_traverse(PyObject *self, visitproc visit, void *arg)
{
    MetaData *data = PyObject_GetTypeData(self, Meta_Type);
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(data->registry);
    Py_VISIT(data->hook);
    return PyType_Type.tp_traverse(self, visit, arg);
}

static int meta_clear(PyObject *self)
{
    MetaData *data = PyObject_GetTypeData(self, Meta_Type);
    Py_CLEAR(data->registry);
    Py_CLEAR(data->hook);
    return PyType_Type.tp_clear(self);
}

static void meta_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    MetaData *data = PyObject_GetTypeData(self, Meta_Type);
    PyObject_GC_UnTrack(self);
    Py_CLEAR(data->registry);
    Py_CLEAR(data->hook);
    PyObject_GC_Track(self);
    PyType_Type.tp_dealloc(self);
    Py_DECREF(type);
}

static int meta_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    MetaData *data = PyObject_GetTypeData(self, Meta_Type);
    if (PyType_Type.tp_init(self, args, kwargs) < 0)
        return -1;
    Py_XSETREF(data->registry, PyDict_New());
    return data->registry ? 0 : -1;
}

static PyMemberDef meta_members[] = {
    {"hook", Py_T_OBJECT_EX, offsetof(MetaData, hook), Py_RELATIVE_OFFSET, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot meta_slots[] = {
    {Py_tp_traverse, meta_traverse},
    {Py_tp_clear, meta_clear},
    {Py_tp_dealloc, meta_dealloc},
    {Py_tp_init, meta_init},
    {Py_tp_members, meta_members},
    {0, NULL},
};

static PyType_Spec meta_spec = {
    .name = "spam.Meta",
    .basicsize = -(int)sizeof(MetaData),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .slots = meta_slots,
};

/* --- a class that derives from it, with a member of the same name at the same offset ----------------------------- */

typedef struct {
    PyObject *registry;
} SubData;

static int sub_traverse(PyObject *self, visitproc visit, void *arg)
{
    SubData *data = PyObject_GetTypeData(self, Sub_Type);
    Py_VISIT(data->registry);
    return meta_traverse(self, visit, arg);
}

static int sub_clear(PyObject *self)
{
    SubData *data = PyObject_GetTypeData(self, Sub_Type);
    Py_CLEAR(data->registry);
    return meta_clear(self);
}

static void sub_dealloc(PyObject *self)
{
    SubData *data = PyObject_GetTypeData(self, Sub_Type);
    PyObject_GC_UnTrack(self);
    Py_CLEAR(data->registry);
    PyObject_GC_Track(self);
    meta_dealloc(self);
}

static PyObject *sub_register(PyObject *self, PyObject *registry)
{
    SubData *data = PyObject_GetTypeData(self, Sub_Type);
    Py_XSETREF(data->registry, Py_NewRef(registry));
    Py_RETURN_NONE;
}

static PyMethodDef sub_methods[] = {
    {"register", sub_register, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot sub_slots[] = {
    {Py_tp_traverse, sub_traverse},
    {Py_tp_clear, sub_clear},
    {Py_tp_dealloc, sub_dealloc},
    {Py_tp_methods, sub_methods},
    {0, NULL},
};

static PyType_Spec sub_spec = {
    .name = "spam.Sub",
    .basicsize = -(int)sizeof(SubData),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = sub_slots,
};

/* --- items ------------------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_VAR_HEAD
    PyObject *cells[1];
} Row;

static int row_traverse(PyObject *self, visitproc visit, void *arg)
{
    PyObject **cells = PyObject_GetItemData(self);
    Py_VISIT(Py_TYPE(self));
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++)
        Py_VISIT(cells[i]);
    return 0;
}

static int row_clear(PyObject *self)
{
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++)
        Py_CLEAR(((Row *)self)->cells[i]);
    return 0;
}

static void row_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    row_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *row_set(PyObject *self, PyObject *cell)
{
    Py_XSETREF(((Row *)self)->cells[0], Py_NewRef(cell));
    Py_RETURN_NONE;
}

static PyMethodDef row_methods[] = {
    {"set", row_set, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot row_slots[] = {
    {Py_tp_traverse, row_traverse},
    {Py_tp_clear, row_clear},
    {Py_tp_dealloc, row_dealloc},
    {Py_tp_methods, row_methods},
    {0, NULL},
};

static PyType_Spec row_spec = {
    .name = "spam.Row",
    .basicsize = offsetof(Row, cells),
    .itemsize = sizeof(PyObject *),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_ITEMS_AT_END,
    .slots = row_slots,
};

int add_types(PyObject *module)
{
    Meta_Type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &meta_spec, (PyObject *)&PyType_Type);
    if (!Meta_Type)
        return -1;
    Sub_Type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &sub_spec, (PyObject *)Meta_Type);
    PyObject *row = PyType_FromModuleAndSpec(module, &row_spec, NULL);
    return Sub_Type && row ? PyModule_AddType(module, (PyTypeObject *)row) : -1;
}
