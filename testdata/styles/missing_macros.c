/* Macros of a header that is not installed stand alone in front of declarations, and hide the structs of instances. */
/* compile: no */
#include <Python.h>
#include <larder/larder.h>

LARDER_BEGIN_DECLS

typedef struct {
    PyObject_HEAD
    LarderItem *item;
    PyObject *callback;
} Spam;

LARDER_END_DECLS

const LarderText *spam_text(const LarderItem *item);

LARDER_BEGIN_DECLS

LARDER_STATIC_CHECK(sizeof(int) == 4);

typedef struct {
    PyObject_HEAD
    LarderItem *item;
    PyObject *owner;
} Egg;

extern PyTypeObject Egg_Type;

LARDER_END_DECLS

/* type: Spam_Type style=static name=spam.Spam record=Spam refs=callback@24 */
static PyTypeObject Spam_Type = {PyVarObject_HEAD_INIT(NULL, 0) "spam.Spam", sizeof(Spam)};

/* type: Egg_Type style=static name=spam.Egg record=Egg refs=owner@24 */
PyTypeObject Egg_Type = {PyVarObject_HEAD_INIT(NULL, 0) "spam.Egg", sizeof(Egg)};

PyMODINIT_FUNC PyInit_spam(void)
{
    if (PyType_Ready(&Spam_Type) < 0 || PyType_Ready(&Egg_Type) < 0)
        return NULL;
    return PyModule_New("spam");
}
