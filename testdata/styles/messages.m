/* Objective-C: types beside a class's implementation, and instances that hold its objects. */
/* compile: no */
#include <Python.h>

@interface Greeter
- (void)greet;
@end

typedef struct {
    PyObject_HEAD
    id greeter;
    PyObject *argument;
} Wrapper;

@implementation Greeter
- (void)greet
{
}
@end

static void wrapper_dealloc(PyObject *op)
{
    Wrapper *self = (Wrapper *)op;
    [self->greeter greet];
    Py_XDECREF(self->argument);
    Py_TYPE(op)->tp_free(op);
}

/* type: Wrapper_Type style=static name=spam.Wrapper record=Wrapper slots.tp_dealloc=wrapper_dealloc refs=argument@24 */
PyTypeObject Wrapper_Type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "spam.Wrapper",
    .tp_basicsize = sizeof(Wrapper),
    .tp_dealloc = wrapper_dealloc,
};
