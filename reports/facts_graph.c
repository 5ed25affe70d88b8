/* `facts --graph`: the type graph for Graphviz: which types the instances of a type reach, and what of it the collector
 * sees. */
#include "reports/render.h"

#include "reports/render_internal.h"
#include "reports/safe_text.h"

#include <string.h>

/* Inside a DOT string; the text is safe already, so only quotes and backslashes are left. */
static void print_quoted(FILE *out, Arena *arena, const char *text)
{
    for (const char *c = safe_text(arena, text); *c; c++) {
        if (*c == '"' || *c == '\\')
            fputc('\\', out);
        fputc(*c, out);
    }
}

static void print_node(FILE *out, Arena *arena, unsigned index, const ScanType *type)
{
    fprintf(out, "  t%u [label=\"", index);
    print_quoted(out, arena, type->symbol);
    if (type->name) {
        fputs("\\n", out);
        print_quoted(out, arena, type->name);
    }
    if (type->weakly_referenceable)
        fputs("\\nweakly referenceable", out);
    if (type->has_finalizer)
        fputs("\\nfinalizer", out);
    fprintf(out, "\", shape=%s, style=\"%s\", fillcolor=\"%s\"", type->has_finalizer ? "octagon" : "box",
            type->complete ? "filled" : "filled,dashed", type->gc ? "#e6f4ea" : "#f1f3f4");
    if (type->weakly_referenceable)
        fputs(", peripheries=2", out);
    fputs("];\n", out);
}

static void print_edge(FILE *out, Arena *arena, const ScanEdge *edge)
{
    const char *look = !edge->owned         ? "color=\"#9aa0a6\", fontcolor=\"#9aa0a6\", style=dotted"
                       : edge->by_collector ? "color=\"#3c4043\""
                                            : "color=\"#d93025\", fontcolor=\"#d93025\", style=dashed";
    if (edge->to == UINT32_MAX)
        fprintf(out, "  t%u -> any [label=\"", edge->from);
    else
        fprintf(out, "  t%u -> t%u [label=\"", edge->from, edge->to);
    print_quoted(out, arena, edge->field);
    fprintf(out, "\", %s];\n", look);
}

static bool reaches_any_object(const Scan *scan)
{
    for (unsigned i = 0; i < scan->edge_count; i++)
        if (scan->edges[i].to == UINT32_MAX)
            return true;
    return false;
}

int render_facts_graph(const Scan *scan, FILE *out)
{
    Arena *arena = arena_new();
    fputs("// Boxes are types: green where instances take part in garbage collection, a double border where they are "
          "weakly\n"
          "// referenceable, an octagon where they have a finalizer; a dashed border: not fully resolved. An arrow is "
          "an owned\n"
          "// reference, red and dashed where the collector does not see it; grey and dotted: not known to be owned.\n"
          "digraph types {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", "
          "fontsize=10];\n",
          out);
    for (unsigned i = 0; i < scan->type_count; i++)
        print_node(out, arena, i, &scan->types[i]);
    if (reaches_any_object(scan))
        fputs("  any [label=\"any object\", shape=plaintext];\n", out);
    for (unsigned i = 0; i < scan->edge_count; i++)
        print_edge(out, arena, &scan->edges[i]);
    fputs("}\n", out);
    arena_free(arena);
    return output_result(out);
}
