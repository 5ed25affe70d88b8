/* PySlot[] of Python 3.15: one array is the whole definition. Older headers have none, so its struct is written down as PEP 820 has it. */
#include <Python.h>
#include <stdint.h>

#ifndef PySlot_END
typedef struct PySlot {
    uint16_t sl_id, sl_flags;
    uint32_t _reserved;
    union {
        void *sl_ptr;
        void (*sl_func)(void);
        Py_ssize_t sl_size;
        int64_t sl_int64;
        uint64_t sl_uint64;
    };
} PySlot;
#define Py_slot_subslots 92
#define Py_tp_slots 93
#define Py_tp_name 95
#define Py_tp_basicsize 96
#define Py_tp_flags 99
#define Py_mod_name 100
#define Py_mod_state_size 102
#define Py_mod_state_traverse 104
#define PySlot_DATA(NAME, VALUE) {.sl_id = (NAME), .sl_flags = 1, .sl_ptr = (void *)(VALUE)}
#define PySlot_FUNC(NAME, VALUE) {.sl_id = (NAME), .sl_func = (void (*)(void))(VALUE)}
#define PySlot_SIZE(NAME, VALUE) {.sl_id = (NAME), .sl_size = (Py_ssize_t)(VALUE)}
#define PySlot_UINT64(NAME, VALUE) {.sl_id = (NAME), .sl_uint64 = (uint64_t)(VALUE)}
#define PySlot_PTR(NAME, VALUE) {(NAME), 1, 0, {(void *)(VALUE)}}
#define PySlot_END {0, 0, 0, {NULL}}
PyObject *PyType_FromSlots(const PySlot *slots);
#endif

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Cell;

static int cell_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Cell *)self)->value);
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static int cell_clear(PyObject *self)
{
    Py_CLEAR(((Cell *)self)->value);
    return 0;
}

static void cell_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    cell_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyType_Slot old_slots[] = {{Py_tp_dealloc, cell_dealloc}, {0, NULL}};
static PySlot more_slots[] = {PySlot_FUNC(Py_tp_clear, cell_clear), PySlot_END};

/* type: cell_slots style=slots name=spam.Cell record=Cell flags=DEFAULT|HEAPTYPE|HAVE_GC gc=yes slots.tp_traverse=cell_traverse slots.tp_clear=cell_clear slots.tp_dealloc=cell_dealloc refs=value@16 */
static PySlot cell_slots[] = {
    PySlot_DATA(Py_tp_name, "spam.Cell"),
    PySlot_SIZE(Py_tp_basicsize, sizeof(Cell)),
    PySlot_UINT64(Py_tp_flags, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC),
    PySlot_FUNC(Py_tp_traverse, cell_traverse),
    PySlot_DATA(Py_slot_subslots, more_slots),
    PySlot_DATA(Py_tp_slots, old_slots),
    PySlot_END,
};

/* type: pointer_slots style=slots name=spam.Pointer record=Cell slots.tp_dealloc=cell_dealloc */
static PySlot pointer_slots[] = {
    PySlot_PTR(Py_tp_name, "spam.Pointer"),
    PySlot_PTR(Py_tp_dealloc, cell_dealloc),
    PySlot_SIZE(Py_tp_basicsize, sizeof(Cell)),
    PySlot_END,
};

typedef struct {
    PyObject *error;
} SpamState;

static int spam_traverse(PyObject *module, visitproc visit, void *arg)
{
    SpamState *state = PyModule_GetState(module);
    Py_VISIT(state->error);
    return 0;
}

/* A module's: no type. */
/* module: module_slots name=spam state=SpamState m_traverse=spam_traverse m_clear=- */
static PySlot module_slots[] = {PySlot_DATA(Py_mod_name, "spam"), PySlot_SIZE(Py_mod_state_size, sizeof(SpamState)),
                                PySlot_FUNC(Py_mod_state_traverse, spam_traverse), PySlot_END};

PyObject *make(void)
{
    return module_slots[0].sl_id ? PyType_FromSlots(cell_slots) : PyType_FromSlots(pointer_slots);
}
