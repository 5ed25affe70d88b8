/* compile: no */
/* The header of the sound library is missing: the file declares the tag itself, but not the name of the type, and asks for the
 * library's version. */
#include <Python.h>
#include <sound_library.h>

struct Sample;

typedef struct {
    PyObject_HEAD
    Sample *sample;
    PyObject *weak_references;
} Sound;

static void sound_dealloc(Sound *self) /* expect: dealloc-missing-free warning Sound_Type */
{
    Sample *sample = self->sample;
    if (sample)
        sample_free(sample);
    if (self->weak_references)
        PyObject_ClearWeakRefs((PyObject *)self);
}

static void tone_dealloc(Sound *self) /* expect: dealloc-missing-free warning Tone_Type */
{
#if SOUND_LIBRARY_AT_LEAST(2, 0)
    sound_library_count(-1);
#endif
    if (self->weak_references)
        PyObject_ClearWeakRefs((PyObject *)self);
}

static PyTypeObject Sound_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Sound",
    .tp_basicsize = sizeof(Sound),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = (destructor)sound_dealloc,
    .tp_weaklistoffset = offsetof(Sound, weak_references),
    .tp_new = PyType_GenericNew,
};

static PyTypeObject Tone_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Tone",
    .tp_basicsize = sizeof(Sound),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = (destructor)tone_dealloc,
    .tp_weaklistoffset = offsetof(Sound, weak_references),
    .tp_new = PyType_GenericNew,
};

int add_types(PyObject *module)
{
    return PyModule_AddType(module, &Sound_Type) < 0 ? -1 : PyModule_AddType(module, &Tone_Type);
}
