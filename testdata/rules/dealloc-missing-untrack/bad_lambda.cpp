#include <Python.h>

/* Slots whose functions have no name, in a table and in what a lambda returns that is called at once. */
struct Node {
    PyObject_HEAD
    PyObject *child;
};

static PyType_Slot node_slots[] = {
    {Py_tp_traverse, reinterpret_cast<void *>(+[](PyObject *op, visitproc visit, void *arg) -> int {
         Py_VISIT(Py_TYPE(op));
         Py_VISIT(reinterpret_cast<Node *>(op)->child);
         return 0;
     })},
    {Py_tp_clear, reinterpret_cast<void *>(static_cast<inquiry>([](PyObject *op) -> int {
         Py_CLEAR(reinterpret_cast<Node *>(op)->child);
         return 0;
     }))},
    {Py_tp_dealloc, reinterpret_cast<void *>(+[](PyObject *op) { /* expect: dealloc-missing-untrack error node_spec */
         PyTypeObject *type = Py_TYPE(op);
         Py_XDECREF(reinterpret_cast<Node *>(op)->child);
         type->tp_free(op);
         Py_DECREF(type);
     })},
    {Py_tp_init, reinterpret_cast<void *>(+[](PyObject *op, PyObject *args, PyObject *) -> int {
         PyObject *child;
         if (!PyArg_ParseTuple(args, "O", &child))
             return -1;
         Py_INCREF(child);
         Py_XSETREF(reinterpret_cast<Node *>(op)->child, child);
         return 0;
     })},
    {0, nullptr},
};

static PyType_Spec node_spec = {"fixture.Node", sizeof(Node), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, node_slots};

struct Leaf {
    PyObject_HEAD
    PyObject *owner;
};

static PyTypeObject Leaf_Type = [] {
    PyTypeObject type = {PyVarObject_HEAD_INIT(NULL, 0)};
    type.tp_name = "fixture.Leaf";
    type.tp_basicsize = sizeof(Leaf);
    type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC;
    type.tp_traverse = [](PyObject *op, visitproc visit, void *arg) -> int {
        Py_VISIT(reinterpret_cast<Leaf *>(op)->owner);
        return 0;
    };
    type.tp_clear = [](PyObject *op) -> int {
        Py_CLEAR(reinterpret_cast<Leaf *>(op)->owner);
        return 0;
    };
    type.tp_dealloc = [](PyObject *op) { /* expect: dealloc-missing-untrack error Leaf_Type */
        Py_XDECREF(reinterpret_cast<Leaf *>(op)->owner);
        Py_TYPE(op)->tp_free(op);
    };
    type.tp_new = [](PyTypeObject *made, PyObject *args, PyObject *) -> PyObject * {
        PyObject *owner;
        if (!PyArg_ParseTuple(args, "O", &owner))
            return NULL;
        PyObject *op = made->tp_alloc(made, 0);
        if (op != NULL) {
            Py_INCREF(owner);
            reinterpret_cast<Leaf *>(op)->owner = owner;
        }
        return op;
    };
    return type;
}();

PyMODINIT_FUNC PyInit_fixture(void)
{
    static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "fixture", NULL, -1, NULL, NULL, NULL, NULL, NULL};
    if (PyType_Ready(&Leaf_Type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&definition);
    PyObject *node = module ? PyType_FromSpec(&node_spec) : NULL;
    if (node == NULL || PyModule_AddObject(module, "Node", node) < 0) {
        Py_XDECREF(node);
        Py_XDECREF(module);
        return NULL;
    }
    return module;
}
