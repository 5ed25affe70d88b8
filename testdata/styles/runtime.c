/* Members assigned by code before PyType_Ready: directly, through a pointer, by a helper, with |=, sizes and bases that calls tell. */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Cell;

static int cell_traverse(Cell *self, visitproc visit, void *arg)
{
    Py_VISIT(self->value);
    return 0;
}

static int cell_clear(Cell *self)
{
    Py_CLEAR(self->value);
    return 0;
}

static void cell_dealloc(Cell *self)
{
    PyObject_GC_UnTrack(self);
    cell_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* type: Assigned_Type style=runtime name=spam.Assigned record=Cell flags=DEFAULT|BASETYPE|HAVE_GC slots.tp_dealloc=cell_dealloc */
static PyTypeObject Assigned_Type;

/* type: Completed_Type style=static name=spam.Completed record=Cell flags=DEFAULT|HAVE_GC slots.tp_traverse=cell_traverse gc=yes */
static PyTypeObject Completed_Type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.Completed", .tp_flags = Py_TPFLAGS_DEFAULT};

/* type: Helped_Type style=static name=spam.Helped record=Cell base=Completed_Type basicsize=24 gc=yes */
static PyTypeObject Helped_Type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.Helped"};

/* type: Same_Type style=static name=spam.Same record=Cell basicsize=24 */
static PyTypeObject Same_Type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.Same", .tp_dealloc = (destructor)cell_dealloc};

/* type: Tentative_Type style=static name=spam.Tentative record=Cell refs=value@16 */
static PyTypeObject Tentative_Type;
static PyObject *make(void)
{
    return (PyObject *)PyObject_New(Cell, &Tentative_Type);
}
static PyTypeObject Tentative_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "spam.Tentative",
    .tp_basicsize = sizeof(Cell),
};

static char named_name[] = "spam.Named";
/* type: Named_Type style=static name=spam.Named base=Completed_Type */
static PyTypeObject Named_Type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = named_name};

static size_t cell_size(void)
{
    return sizeof(Cell);
}

static int ready_with_base(PyTypeObject *type, PyTypeObject *base)
{
    type->tp_base = base;
    type->tp_basicsize = cell_size();
    return PyType_Ready(type);
}

static PyTypeObject *completed_type(void)
{
    PyObject *module = PyImport_ImportModule("spam");
    if (!module)
        return NULL;
    PyTypeObject *type = (PyTypeObject *)PyObject_GetAttrString(module, "Completed");
    Py_DECREF(module);
    return type;
}

PyObject *ready(void)
{
    PyTypeObject *assigned = &Assigned_Type;
    assigned->tp_name = "spam.Assigned";
    assigned->tp_basicsize = sizeof(Cell);
    assigned->tp_dealloc = (destructor)cell_dealloc;
    assigned->tp_traverse = (traverseproc)cell_traverse;
    assigned->tp_clear = (inquiry)cell_clear;
    assigned->tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    Assigned_Type.tp_flags |= Py_TPFLAGS_BASETYPE;

    Completed_Type.tp_basicsize = sizeof(Cell);
    Completed_Type.tp_flags |= Py_TPFLAGS_HAVE_GC;
    Completed_Type.tp_traverse = (traverseproc)cell_traverse;
    Completed_Type.tp_clear = (inquiry)cell_clear;
    Completed_Type.tp_dealloc = (destructor)cell_dealloc;

    Same_Type.tp_basicsize = Completed_Type.tp_basicsize;
    Named_Type.tp_base = completed_type();
    if (PyType_Ready(&Assigned_Type) || PyType_Ready(&Completed_Type) || PyType_Ready(&Tentative_Type) || PyType_Ready(&Same_Type) ||
        PyType_Ready(&Named_Type) || ready_with_base(&Helped_Type, &Completed_Type))
        return NULL;
    return make();
}
