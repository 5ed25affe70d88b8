/* expect: nothing */
#include <Python.h>

/* The reference is kept in a field of the instance. */
typedef struct {
    PyObject_HEAD
    PyTypeObject *maker;
} Product;

static int product_traverse(PyObject *op, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((Product *)op)->maker);
    return 0;
}

static int product_clear(PyObject *op)
{
    Py_CLEAR(((Product *)op)->maker);
    return 0;
}

static void product_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    product_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

static PyObject *product_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Product *self = (Product *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(type);
    self->maker = type;
    return (PyObject *)self;
}

static PyType_Slot product_slots[] = {
    {Py_tp_traverse, product_traverse},
    {Py_tp_clear, product_clear},
    {Py_tp_dealloc, product_dealloc},
    {Py_tp_new, product_new},
    {0, NULL},
};

static PyType_Spec Product_spec = {
    .name = "fixture.Product",
    .basicsize = sizeof(Product),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = product_slots,
};

static int fixture_exec(PyObject *module)
{
    PyObject *product = PyType_FromSpec(&Product_spec);
    if (product == NULL)
        return -1;
    if (PyModule_AddObject(module, "Product", product) < 0) {
        Py_DECREF(product);
        return -1;
    }
    return 0;
}

static PyModuleDef_Slot fixture_slots[] = {{Py_mod_exec, fixture_exec}, {0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_slots = fixture_slots};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyModuleDef_Init(&module);
}
