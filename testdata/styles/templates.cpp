/* Type objects of class templates: what is made from them for the arguments of a use is a type each; the template itself is none. */
#include <Python.h>

/* type: Base::type style=static name=spam.Jar record=Jar flags=DEFAULT slots.tp_dealloc=Base::dealloc slots.tp_traverse=- refs=label@16 */
/* type: Base::type style=static name=spam.Shelf record=Shelf flags=DEFAULT|HAVE_GC slots.tp_traverse=Traverse::value slots.tp_clear=Clear::value refs=jars@24 */
/* type: Cup_Type style=static name=spam.Cup record=Holder<Slip> refs=value.paper@16 */
/* type: Base::type style=static name=spam.Door record=Door flags=DEFAULT slots.tp_traverse=- refs=- */

template <bool Value> struct Available {
    static constexpr bool available = Value;
};

/* A function of the class, if it has one. */
template <class T, class = void> struct Traverse : Available<false> {
    static constexpr traverseproc value = nullptr;
};
template <class T> struct Traverse<T, decltype(static_cast<void>(&T::traverse))> : Available<true> {
    static int value(PyObject *self, visitproc visit, void *arg)
    {
        return reinterpret_cast<T *>(self)->traverse(visit, arg);
    }
};
template <class T, class = void> struct Clear {
    static constexpr inquiry value = nullptr;
};
template <class T> struct Clear<T, decltype(static_cast<void>(&T::clear))> {
    static int value(PyObject *self)
    {
        return reinterpret_cast<T *>(self)->clear();
    }
};

struct Empty {
};

namespace {
template <class T> struct Base : Empty {
    PyObject_HEAD
    static PyTypeObject type;
    static bool ready()
    {
        return PyType_Ready(&type) == 0;
    }
    static void dealloc(PyObject *self)
    {
        if (Traverse<T>::available)
            PyObject_GC_UnTrack(self);
        reinterpret_cast<T *>(self)->end();
        Py_TYPE(self)->tp_free(self);
    }
};

template <class T> PyTypeObject Base<T>::type = {
    PyVarObject_HEAD_INIT(nullptr, 0)
    T::name,
    sizeof(T),
    0,
    Base<T>::dealloc,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    Py_TPFLAGS_DEFAULT | (Traverse<T>::available ? Py_TPFLAGS_HAVE_GC : 0UL),
    0,
    Traverse<T>::value,
    Clear<T>::value,
};

template <class T> struct Counted : Base<T> {
    long count;
};

struct Slip {
    PyObject *paper;
};

/* Its size is told by a function. */
template <class T> struct Holder {
    PyObject_HEAD
    T value;
    static constexpr Py_ssize_t size()
    {
        return sizeof(Holder<T>);
    }
};

PyTypeObject Cup_Type = {
    PyVarObject_HEAD_INIT(nullptr, 0)
    "spam.Cup",
    Holder<Slip>::size(),
};

struct Jar : Base<Jar> {
    static constexpr const char *name = "spam.Jar";
    PyObject *label;
    void end()
    {
        Py_XDECREF(label);
    }
};

struct Shelf : Counted<Shelf> {
    static constexpr const char *name = "spam.Shelf";
    PyObject *jars;
    int traverse(visitproc visit, void *arg)
    {
        Py_VISIT(jars);
        return 0;
    }
    int clear()
    {
        Py_CLEAR(jars);
        return 0;
    }
    void end()
    {
        clear();
    }
};

struct Door : Counted<Door> {
    static constexpr const char *name = "spam.Door";
    void end()
    {
    }
};
}

bool ready()
{
    return Jar::ready() && Shelf::ready() && PyType_Ready(&Door::type) == 0;
}
