/* Facts of a small unit in which some places hold something else. An input is a list of such places: three bytes for the place, one
 * for how many bytes are written, and these. */
#include "fuzz.h"

#include "facts/blob.h"
#include "frontend/frontend.h"

#include <stdlib.h>
#include <string.h>

static const char source[] =
    "typedef struct _object { long ob_refcnt; struct _typeobject *ob_type; } PyObject;\n"
    "typedef int (*visitproc)(PyObject *, void *);\n"
    "typedef struct _typeobject { PyObject ob_base; const char *tp_name; long tp_basicsize; void (*tp_dealloc)(PyObject *);\n"
    "  unsigned long tp_flags; int (*tp_traverse)(PyObject *, visitproc, void *); int (*tp_clear)(PyObject *);\n"
    "  struct PyMemberDef *tp_members; struct _typeobject *tp_base; } PyTypeObject;\n"
    "struct PyMemberDef { const char *name; int type; long offset; };\n"
    "int PyType_Ready(PyTypeObject *); void Py_DecRef(PyObject *); void PyObject_Free(void *); void PyObject_GC_UnTrack(void *);\n"
    "typedef struct { PyObject ob_base; PyObject *one, *two[3]; struct { PyObject *inner; } *state; } Foo;\n"
    "static struct PyMemberDef members[] = {{\"one\", 6, __builtin_offsetof(Foo, one)}, {0}};\n"
    "static int traverse(Foo *self, visitproc visit, void *arg) {\n"
    "  if (self->one) { int r = visit(self->one, arg); if (r) return r; }\n"
    "  for (int i = 0; i < 3; i++) { if (self->two[i]) visit(self->two[i], arg); } return 0; }\n"
    "static int clear(Foo *self) { PyObject *t = self->one; switch (t != 0) { case 1: self->one = 0; Py_DecRef(t); break; default: ; }\n"
    "  do { goto end; } while (0); end: return 0; }\n"
    "static void dealloc(Foo *self) { PyObject_GC_UnTrack(self); clear(self); PyObject_Free(self); }\n"
    "PyTypeObject Foo_Type = { .tp_name = \"x.Foo\", .tp_basicsize = sizeof(Foo), .tp_dealloc = (void (*)(PyObject *))dealloc,\n"
    "  .tp_flags = 1UL << 14, .tp_traverse = (int (*)(PyObject *, visitproc, void *))traverse, .tp_members = members };\n"
    "int ready(void) { Foo_Type.tp_clear = (int (*)(PyObject *))clear; return PyType_Ready(&Foo_Type); }\n";

static Blob good;

static void make_good(void)
{
    Frontend *frontend = frontend_new();
    OverlayFile overlay = {"/fuzz/unit.c", source};
    static const char *const arguments[] = {"-x", "c"};
    ParseRequest request = {.root = "/fuzz", .path = overlay.path, .arguments = arguments, .argument_count = 2, .variant = "",
                            .overlays = &overlay, .overlay_count = 1};
    Unit *unit = frontend_parse(frontend, &request);
    if (unit->status != UNIT_PARSED)
        abort();
    good = blob_write(unit);
    unit_free(unit);
    frontend_free(frontend);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!good.bytes)
        make_good();
    unsigned char *bytes = memory_allocate(good.size);
    memcpy(bytes, good.bytes, good.size);
    while (size > 4) {
        size_t at = (size_t)(data[0] | data[1] << 8 | data[2] << 16) % good.size, length = data[3] % 9;
        data += 4;
        size -= 4;
        length = length < size ? length : size;
        length = length < good.size - at ? length : good.size - at;
        memcpy(bytes + at, data, length);
        data += length;
        size -= length;
    }
    Unit *unit = blob_read(bytes, good.size);
    if (unit)
        fuzz_judge(unit);
    unit_free(unit);
    memory_free(bytes);
    return 0;
}
