/* What generators write: Cython, SWIG with its copied type, mypyc's table of fields, Argument Clinic's wrappers. */
#include <Python.h>
#include <stddef.h>

/* --- Cython --- */

struct __pyx_obj_4spam_Node {
    PyObject_HEAD
    PyObject *next;
};

static int __pyx_tp_traverse_4spam_Node(PyObject *o, visitproc v, void *a)
{
    int e;
    struct __pyx_obj_4spam_Node *p = (struct __pyx_obj_4spam_Node *)o;
    if (p->next) {
        e = (*v)(p->next, a);
        if (e) return e;
    }
    return 0;
}

static int __pyx_tp_clear_4spam_Node(PyObject *o)
{
    PyObject *tmp;
    struct __pyx_obj_4spam_Node *p = (struct __pyx_obj_4spam_Node *)o;
    tmp = ((PyObject *)p->next);
    p->next = ((PyObject *)Py_None); Py_INCREF(Py_None);
    Py_XDECREF(tmp);
    return 0;
}

static void __pyx_tp_dealloc_4spam_Node(PyObject *o)
{
    struct __pyx_obj_4spam_Node *p = (struct __pyx_obj_4spam_Node *)o;
    PyObject_GC_UnTrack(o);
    Py_CLEAR(p->next);
    (*Py_TYPE(o)->tp_free)(o);
}

static PyType_Slot __pyx_type_4spam_Node_slots[] = {
    {Py_tp_dealloc, (void *)__pyx_tp_dealloc_4spam_Node},
    {Py_tp_traverse, (void *)__pyx_tp_traverse_4spam_Node},
    {Py_tp_clear, (void *)__pyx_tp_clear_4spam_Node},
    {0, 0},
};

/* type: __pyx_type_4spam_Node_spec style=generated name=spam.Node record=__pyx_obj_4spam_Node gc=yes refs=next@16 */
static PyType_Spec __pyx_type_4spam_Node_spec = {
    "spam.Node", sizeof(struct __pyx_obj_4spam_Node), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, __pyx_type_4spam_Node_slots,
};

/* --- SWIG --- */

typedef struct {
    PyObject_HEAD
    void *ptr;
    PyObject *next;
} SwigPyObject;

static void SwigPyObject_dealloc(PyObject *v)
{
    Py_XDECREF(((SwigPyObject *)v)->next);
    PyObject_Free(v);
}

static PyTypeObject *SwigPyObject_TypeOnce(void)
{
    static PyTypeObject swigpyobject_type;
    static int type_init = 0;
    if (!type_init) {
        /* type: tmp style=static name=SwigPyObject record=SwigPyObject slots.tp_dealloc=SwigPyObject_dealloc refs=next@24 */
        const PyTypeObject tmp = {
            PyVarObject_HEAD_INIT(NULL, 0)
            "SwigPyObject",
            sizeof(SwigPyObject),
            0,
            (destructor)SwigPyObject_dealloc,
        };
        swigpyobject_type = tmp;
        type_init = 1;
        if (PyType_Ready(&swigpyobject_type) < 0)
            return NULL;
    }
    return &swigpyobject_type;
}

/* --- mypyc --- */

typedef struct {
    PyObject_HEAD
    void *vtable;
    PyObject *_name;
} spam___PointObject;

static int Point_traverse(spam___PointObject *self, visitproc visit, void *arg)
{
    Py_VISIT(self->_name);
    return 0;
}

static int Point_clear(spam___PointObject *self)
{
    Py_CLEAR(self->_name);
    return 0;
}

static void Point_dealloc(spam___PointObject *self)
{
    PyObject_GC_UnTrack(self);
    Point_clear(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

/* type: CPyType_Point_template_ style=static name=Point record=spam___PointObject flags=DEFAULT|HEAPTYPE|BASETYPE|HAVE_GC refs=_name@24 */
static PyTypeObject CPyType_Point_template_ = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "Point",
    .tp_dealloc = (destructor)Point_dealloc,
    .tp_traverse = (traverseproc)Point_traverse,
    .tp_clear = (inquiry)Point_clear,
    .tp_basicsize = sizeof(spam___PointObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HEAPTYPE | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
};
static PyTypeObject *CPyType_Point_template = &CPyType_Point_template_;

/* --- Argument Clinic --- */

static PyObject *spam_Point_new_impl(PyTypeObject *type, PyObject *name)
{
    spam___PointObject *self = (spam___PointObject *)type->tp_alloc(type, 0);
    if (self)
        self->_name = Py_NewRef(name);
    return (PyObject *)self;
}

static PyObject *spam_Point_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *name;
    if (!PyArg_ParseTuple(args, "O", &name))
        return NULL;
    return spam_Point_new_impl(type, name);
}

PyObject *make(void)
{
    CPyType_Point_template->tp_new = spam_Point_new;
    if (PyType_Ready(CPyType_Point_template) < 0 || !SwigPyObject_TypeOnce())
        return NULL;
    return PyType_FromSpec(&__pyx_type_4spam_Node_spec);
}
