/* An instance that keeps itself alive until release() is called: that method gives up the instance's own reference and what the instance
 * owns, in whatever order, for its caller still has one. */
/* expect: nothing */
#include <Python.h>

typedef struct {
    PyObject_HEAD
    PyObject *context;
    int is_released;
} Sampler;

static PyTypeObject Sampler_Type;

static PyObject *sampler_release(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    Sampler *self = (Sampler *)op;
    if (self->is_released)
        Py_RETURN_NONE;
    self->is_released = 1;
    Py_DECREF(self);
    Py_DECREF(self->context);
    Py_RETURN_NONE;
}

static PyObject *sampler_make(PyObject *module, PyObject *Py_UNUSED(ignored))
{
    Sampler *self = PyObject_New(Sampler, &Sampler_Type);
    if (self == NULL)
        return NULL;
    self->is_released = 0;
    self->context = Py_NewRef(module);
    Py_INCREF(self);
    return (PyObject *)self;
}

static void sampler_dealloc(PyObject *op)
{
    PyObject_Free(op);
}

static PyMethodDef sampler_methods[] = {{"release", sampler_release, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Sampler_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Sampler",
    .tp_basicsize = sizeof(Sampler),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = sampler_dealloc,
    .tp_methods = sampler_methods,
};

static PyMethodDef functions[] = {{"sampler", sampler_make, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit_fixture(void)
{
    return PyType_Ready(&Sampler_Type) < 0 ? NULL : PyModule_Create(&module);
}
