/* The elements belong to the board. What a method hands to the function that uses it up is a reference it has taken just before, and that
 * function gives it back once, whichever way it leaves. */
/* expect: nothing */
#include <Python.h>

typedef struct Board Board;
extern Board *board_open(void);
extern PyObject **board_tiles(Board *board);
extern void board_close(Board *board);

typedef struct {
    PyObject_HEAD
    Board *board;
    PyObject **tiles;
    Py_ssize_t size;
} Player;

static void player_dealloc(PyObject *op)
{
    board_close(((Player *)op)->board);
    Py_TYPE(op)->tp_free(op);
}

static int player_init(PyObject *op, PyObject *args, PyObject *keywords)
{
    Player *self = (Player *)op;
    self->board = board_open();
    self->tiles = board_tiles(self->board);
    return 0;
}

typedef PyObject *(*Painter)(PyObject *tile);
extern Painter painter_of(Py_ssize_t number);

/* Takes the reference, and puts another tile in its place where there is a painter. */
static PyObject *lay(PyObject *tile, Py_ssize_t row, Py_ssize_t column)
{
    Painter paint = painter_of(row);
    if (paint != NULL && column == 0) {
        Py_SETREF(tile, paint(tile));
        if (tile == NULL)
            return NULL;
    }
    PyObject *laid = PyTuple_New(row);
    Py_DECREF(tile);
    return laid;
}

static PyObject *player_turn(PyObject *op, PyObject *number)
{
    Player *self = (Player *)op;
    Py_ssize_t i = PyLong_AsSsize_t(number);
    if (i < 0 || i >= self->size)
        return NULL;
    PyObject *tile = self->tiles[i];
    Py_INCREF(tile);
    return lay(tile, i, self->size);
}

static PyMethodDef player_methods[] = {{"turn", player_turn, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static PyTypeObject Player_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "fixture.Player",
    .tp_basicsize = sizeof(Player),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = player_dealloc,
    .tp_methods = player_methods,
    .tp_init = player_init,
    .tp_new = PyType_GenericNew,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "fixture", .m_size = -1};

PyMODINIT_FUNC PyInit_fixture(void)
{
    if (PyType_Ready(&Player_Type) < 0)
        return NULL;
    PyObject *result = PyModule_Create(&module);
    if (result == NULL)
        return NULL;
    if (PyModule_AddObjectRef(result, "Player", (PyObject *)&Player_Type) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}
