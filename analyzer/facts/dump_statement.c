#include "facts/dump_internal.h"

static void indent_line(const Dump *dump, unsigned indent)
{
    for (unsigned i = 0; i < indent; i++)
        fputs("    ", dump->out);
}

static void end_line(const Dump *dump, const Node *node, StringId outer)
{
    StringId macro = dump_body_macro(node);
    if (macro && macro != outer)
        fprintf(dump->out, " /*%s*/", dump_text(dump, macro));
    fputc('\n', dump->out);
}

static StringId inner_macro(const Node *node, StringId outer)
{
    StringId macro = dump_body_macro(node);
    return macro ? macro : outer;
}

/* `keyword (child)` and the end of the line. */
static void dump_head_line(const Dump *dump, const Node *node, const char *keyword, uint32_t n, StringId outer)
{
    fprintf(dump->out, "%s (", keyword);
    dump_expression(dump, unit_child(dump->unit, node, n), inner_macro(node, outer));
    fputs(")", dump->out);
    end_line(dump, node, outer);
}

static void dump_child_statement(const Dump *dump, const Node *node, uint32_t n, unsigned indent, StringId outer)
{
    const Node *child = unit_node(dump->unit, unit_child(dump->unit, node, n));
    bool is_block_of_head = child && child->kind == N_BLOCK && node->kind != N_BLOCK;
    dump_statement(dump, unit_child(dump->unit, node, n), indent + !is_block_of_head, inner_macro(node, outer));
}

static void dump_block(const Dump *dump, const Node *node, unsigned indent, StringId outer)
{
    fputs("{", dump->out);
    end_line(dump, node, outer);
    for (uint32_t i = 0; i < node->child_count; i++)
        dump_child_statement(dump, node, i, indent, outer);
    indent_line(dump, indent);
    fputs("}\n", dump->out);
}

static void dump_declaration(const Dump *dump, const Node *node, StringId outer)
{
    const Symbol *symbol = unit_symbol(dump->unit, node->symbol);
    fprintf(dump->out, "%s%s%s: %s", symbol && symbol->is_static_local ? "static " : "",
            symbol && symbol->is_cleaned_up ? "cleaned up " : "", dump_symbol(dump, node->symbol),
            symbol ? dump_type(dump, symbol->type) : "?");
    if (node->child_count) {
        fputs(" = ", dump->out);
        dump_expression(dump, unit_child(dump->unit, node, 0), inner_macro(node, outer));
    }
    end_line(dump, node, outer);
}

static void dump_for(const Dump *dump, const Node *node, unsigned indent, StringId outer)
{
    StringId macro = inner_macro(node, outer);
    fputs("for", dump->out);
    end_line(dump, node, outer);
    static const char *const names[] = {"init", "while", "next"};
    for (uint32_t i = 0; i < 3; i++) {
        NodeId child = unit_child(dump->unit, node, i);
        if (!child)
            continue;
        indent_line(dump, indent);
        fprintf(dump->out, "  %s: ", names[i]);
        const Node *part = unit_node(dump->unit, child);
        if (dump_is_statement(part)) {
            fputc('\n', dump->out);
            dump_statement(dump, child, indent + 2, macro);
        } else {
            dump_expression(dump, child, macro);
            fputc('\n', dump->out);
        }
    }
    dump_child_statement(dump, node, 3, indent, outer);
}

static void dump_branches(const Dump *dump, const Node *node, unsigned indent, StringId outer)
{
    switch ((NodeKind)node->kind) {
    case N_IF:
        dump_head_line(dump, node, "if", 0, outer);
        dump_child_statement(dump, node, 1, indent, outer);
        if (!unit_child(dump->unit, node, 2))
            break;
        indent_line(dump, indent);
        fputs("else\n", dump->out);
        dump_child_statement(dump, node, 2, indent, outer);
        break;
    case N_DO:
        fputs("do", dump->out);
        end_line(dump, node, outer);
        dump_child_statement(dump, node, 0, indent, outer);
        indent_line(dump, indent);
        dump_head_line(dump, node, "while", 1, inner_macro(node, outer));
        break;
    case N_RANGE_FOR:
        dump_head_line(dump, node, "for in", 1, outer);
        dump_child_statement(dump, node, 0, indent, outer);
        dump_child_statement(dump, node, 2, indent, outer);
        break;
    case N_CASE:
        dump_head_line(dump, node, unit_child(dump->unit, node, 0) ? "case" : "default", 0, outer);
        dump_child_statement(dump, node, 1, indent, outer);
        break;
    default:
        dump_head_line(dump, node, node->kind == N_WHILE ? "while" : "switch", 0, outer);
        dump_child_statement(dump, node, 1, indent, outer);
        break;
    }
}

static void dump_simple(const Dump *dump, const Node *node, const char *text, StringId outer)
{
    fputs(text, dump->out);
    if (node->text)
        fprintf(dump->out, " %s", dump_text(dump, node->text));
    if (node->child_count) {
        fputc(' ', dump->out);
        dump_expression(dump, unit_child(dump->unit, node, 0), inner_macro(node, outer));
    }
    end_line(dump, node, outer);
}

static void dump_with_label(const Dump *dump, const Node *node, unsigned indent, StringId outer)
{
    if (node->kind == N_LABEL)
        fprintf(dump->out, "%s:\n", dump_text(dump, node->text));
    else
        fputs("try\n", dump->out);
    for (uint32_t i = 0; i < node->child_count; i++)
        dump_child_statement(dump, node, i, indent, outer);
}

void dump_statement(const Dump *dump, NodeId id, unsigned indent, StringId outer)
{
    const Node *node = unit_node(dump->unit, id);
    if (!node)
        return;
    indent_line(dump, indent);
    switch ((NodeKind)node->kind) {
    case N_BLOCK: dump_block(dump, node, indent, outer); break;
    case N_DECLARATION: dump_declaration(dump, node, outer); break;
    case N_IF:
    case N_WHILE:
    case N_DO:
    case N_RANGE_FOR:
    case N_SWITCH:
    case N_CASE: dump_branches(dump, node, indent, outer); break;
    case N_FOR: dump_for(dump, node, indent, outer); break;
    case N_RETURN: dump_simple(dump, node, "return", outer); break;
    case N_BREAK: dump_simple(dump, node, "break", outer); break;
    case N_CONTINUE: dump_simple(dump, node, "continue", outer); break;
    case N_GOTO: dump_simple(dump, node, "goto", outer); break;
    case N_THROW: dump_simple(dump, node, "throw", outer); break;
    case N_LABEL:
    case N_TRY: dump_with_label(dump, node, indent, outer); break;
    default:
        dump_expression(dump, id, outer);
        fputc('\n', dump->out);
        break;
    }
}
