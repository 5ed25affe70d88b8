#include "facts/dump_internal.h"

static const char *const operator_texts[] = {
    [OP_NONE] = "?",
    [OP_ADDRESS] = "&",
    [OP_DEREFERENCE] = "*",
    [OP_NOT] = "!",
    [OP_NEGATE] = "-",
    [OP_PLUS] = "+",
    [OP_BIT_NOT] = "~",
    [OP_PRE_INCREMENT] = "++",
    [OP_PRE_DECREMENT] = "--",
    [OP_POST_INCREMENT] = "++",
    [OP_POST_DECREMENT] = "--",
    [OP_ADD] = "+",
    [OP_SUBTRACT] = "-",
    [OP_MULTIPLY] = "*",
    [OP_DIVIDE] = "/",
    [OP_REMAINDER] = "%",
    [OP_SHIFT_LEFT] = "<<",
    [OP_SHIFT_RIGHT] = ">>",
    [OP_LESS] = "<",
    [OP_GREATER] = ">",
    [OP_LESS_EQUAL] = "<=",
    [OP_GREATER_EQUAL] = ">=",
    [OP_EQUAL] = "==",
    [OP_NOT_EQUAL] = "!=",
    [OP_BIT_AND] = "&",
    [OP_BIT_XOR] = "^",
    [OP_BIT_OR] = "|",
    [OP_LOGICAL_AND] = "&&",
    [OP_LOGICAL_OR] = "||",
    [OP_COMMA] = ",",
    [OP_ASSIGN] = "=",
    [OP_ADD_ASSIGN] = "+=",
    [OP_SUBTRACT_ASSIGN] = "-=",
    [OP_MULTIPLY_ASSIGN] = "*=",
    [OP_DIVIDE_ASSIGN] = "/=",
    [OP_REMAINDER_ASSIGN] = "%=",
    [OP_SHIFT_LEFT_ASSIGN] = "<<=",
    [OP_SHIFT_RIGHT_ASSIGN] = ">>=",
    [OP_AND_ASSIGN] = "&=",
    [OP_XOR_ASSIGN] = "^=",
    [OP_OR_ASSIGN] = "|=",
};

bool dump_is_statement(const Node *node)
{
    return node->kind >= N_BLOCK;
}

StringId dump_body_macro(const Node *node)
{
    return node->flags & NODE_FROM_MACRO_ARGUMENT ? 0 : node->macro;
}

static void dump_children(const Dump *dump, const Node *node, uint32_t first, const char *separator, StringId macro)
{
    for (uint32_t i = first; i < node->child_count; i++) {
        if (i > first)
            fputs(separator, dump->out);
        dump_expression(dump, unit_child(dump->unit, node, i), macro);
    }
}

static void dump_child(const Dump *dump, const Node *node, uint32_t n, StringId macro)
{
    dump_expression(dump, unit_child(dump->unit, node, n), macro);
}

/* What `->`, `[` or `(` follows. */
static void dump_base(const Dump *dump, const Node *node, StringId macro)
{
    const Node *base = unit_node(dump->unit, unit_child(dump->unit, node, 0));
    bool is_prefixed = base && (base->kind == N_CAST || base->kind == N_UNARY);
    fputs(is_prefixed ? "(" : "", dump->out);
    dump_child(dump, node, 0, macro);
    fputs(is_prefixed ? ")" : "", dump->out);
}

static void dump_string(const Dump *dump, const char *text)
{
    fputc('"', dump->out);
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            fprintf(dump->out, "\\%c", byte);
        else if (byte < ' ' || byte > '~')
            fprintf(dump->out, "\\%03o", byte);
        else
            fputc(byte, dump->out);
    }
    fputc('"', dump->out);
}

static void dump_integer(const Dump *dump, const Node *node)
{
    if (node->flags & NODE_IS_NULL)
        fputs("NULL", dump->out);
    else if (node->text)
        fputs(dump_text(dump, node->text), dump->out);
    else
        fprintf(dump->out, "%lld", (long long)node->value);
}

static void dump_unary(const Dump *dump, const Node *node, StringId macro)
{
    bool is_postfix = node->operator == OP_POST_INCREMENT || node->operator == OP_POST_DECREMENT;
    const char *text = operator_texts[node->operator];
    fputs(is_postfix ? "(" : text, dump->out);
    dump_child(dump, node, 0, macro);
    fprintf(dump->out, "%s", is_postfix ? text : "");
    fputs(is_postfix ? ")" : "", dump->out);
}

static void dump_binary(const Dump *dump, const Node *node, StringId macro)
{
    fputc('(', dump->out);
    dump_child(dump, node, 0, macro);
    fprintf(dump->out, " %s ", operator_texts[node->operator]);
    dump_child(dump, node, 1, macro);
    fputc(')', dump->out);
}

static void dump_list(const Dump *dump, const char *head, const Node *node, uint32_t first, const char *tail,
                      StringId macro)
{
    fputs(head, dump->out);
    dump_children(dump, node, first, ", ", macro);
    fputs(tail, dump->out);
}

static void dump_designated(const Dump *dump, const Node *node, StringId macro)
{
    if (node->text)
        fprintf(dump->out, ".%s = ", dump_text(dump, node->text));
    else
        fprintf(dump->out, "[%lld] = ", (long long)node->value);
    dump_child(dump, node, 0, macro);
}

static void dump_member(const Dump *dump, const Node *node, StringId macro)
{
    dump_base(dump, node, macro);
    fprintf(dump->out, "%s%s%s", node->flags & NODE_IS_ARROW ? "->" : ".", dump_text(dump, node->text),
            node->field || node->symbol ? "" : "?");
}

static void dump_plain(const Dump *dump, const Node *node, StringId macro)
{
    switch ((NodeKind)node->kind) {
    case N_INTEGER: dump_integer(dump, node); break;
    case N_FLOAT: fputs("<float>", dump->out); break;
    case N_STRING: dump_string(dump, dump_text(dump, node->text)); break;
    case N_REF: fputs(dump_symbol(dump, node->symbol), dump->out); break;
    case N_THIS: fputs("this", dump->out); break;
    case N_MEMBER: dump_member(dump, node, macro); break;
    case N_UNARY: dump_unary(dump, node, macro); break;
    case N_BINARY: dump_binary(dump, node, macro); break;
    case N_SIZEOF:
        fprintf(dump->out, "sizeof(%s =%lld)", dump_type(dump, node->operand), (long long)node->value);
        break;
    case N_OFFSETOF:
        fprintf(dump->out, "offsetof(%s, %s =%lld)", dump_type(dump, node->operand), dump_text(dump, node->text),
                (long long)node->value);
        break;
    case N_INIT_LIST: dump_list(dump, "{", node, 0, "}", macro); break;
    case N_DESIGNATED: dump_designated(dump, node, macro); break;
    case N_NEW: dump_list(dump, "new(", node, 0, ")", macro); break;
    case N_DELETE: dump_list(dump, "delete(", node, 0, ")", macro); break;
    default:
        fprintf(dump->out, "<other %s", dump_text(dump, node->text));
        dump_list(dump, "", node, 0, ">", macro);
        break;
    }
}

static void dump_compound(const Dump *dump, const Node *node, StringId macro)
{
    switch ((NodeKind)node->kind) {
    case N_INDEX:
        dump_base(dump, node, macro);
        dump_list(dump, "[", node, 1, "]", macro);
        break;
    case N_CONDITIONAL:
        dump_list(dump, "(", &(Node){.first_child = node->first_child, .child_count = 1}, 0, " ? ", macro);
        if (unit_child(dump->unit, node, 1))
            dump_child(dump, node, 1, macro);
        fputs(" : ", dump->out);
        dump_child(dump, node, 2, macro);
        fputc(')', dump->out);
        break;
    case N_CALL:
        dump_base(dump, node, macro);
        dump_list(dump, "(", node, 1, ")", macro);
        break;
    case N_CAST:
        fprintf(dump->out, "(%s)", dump_type(dump, node->type));
        dump_child(dump, node, 0, macro);
        break;
    case N_CONSTRUCT:
        fprintf(dump->out, "%s", dump_type(dump, node->type));
        dump_list(dump, "{", node, 0, "}", macro);
        break;
    case N_STATEMENT_EXPRESSION:
    case N_LAMBDA:
        fputs(node->kind == N_LAMBDA ? "lambda (\n" : "(\n", dump->out);
        dump_statement(dump, unit_child(dump->unit, node, 0), 2, macro);
        fputs("        )", dump->out);
        break;
    default:
        dump_plain(dump, node, macro);
        break;
    }
}

void dump_expression(const Dump *dump, NodeId id, StringId macro)
{
    const Node *node = unit_node(dump->unit, id);
    if (!node) {
        fputs("<none>", dump->out);
        return;
    }
    if (dump_is_statement(node)) {
        dump_statement(dump, id, 2, macro);
        return;
    }
    StringId body_macro = dump_body_macro(node);
    dump_compound(dump, node, body_macro ? body_macro : macro);
    if (body_macro && body_macro != macro)
        fprintf(dump->out, " /*%s*/", dump_text(dump, body_macro));
}
