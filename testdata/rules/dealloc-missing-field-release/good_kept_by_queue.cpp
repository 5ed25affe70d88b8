/* expect: nothing */
#include <Python.h>
#include <cstdint>

/* The queue has the reference, with a bit in the pointer; the ticket only remembers which object it was. */
uint64_t *queue_next(void *queue);
void queue_push(void *queue, uint64_t entry);

struct Writer : public PyObject {
    void *queue;

    static uint64_t entry(PyObject *object) { return reinterpret_cast<uint64_t>(Py_NewRef(object)) | 1; }
    void bind(PyObject *object) { queue_push(queue, entry(object)); }
};

struct Ticket : public PyObject {
    PyObject *identity;
    int64_t number;

    static void dealloc(Ticket *self) { Py_TYPE(self)->tp_free(self); }
};

static PyTypeObject ticket_type()
{
    PyTypeObject type = {PyVarObject_HEAD_INIT(nullptr, 0)};
    type.tp_name = "fixture.Ticket";
    type.tp_basicsize = sizeof(Ticket);
    type.tp_flags = Py_TPFLAGS_DEFAULT;
    type.tp_dealloc = reinterpret_cast<destructor>(Ticket::dealloc);
    return type;
}

static PyTypeObject Ticket_Type = ticket_type();

PyObject *bind(Writer *writer, PyObject *object)
{
    writer->bind(object);
    auto *ticket = reinterpret_cast<Ticket *>(Ticket_Type.tp_alloc(&Ticket_Type, 0));
    if (ticket == nullptr)
        return nullptr;
    ticket->identity = object;
    return ticket;
}

int ready(void)
{
    return PyType_Ready(&Ticket_Type);
}
