/* Expressions that clang could not make sense of keep their operands but lose what they were. What the text between
 * them says, `->name` or `(`, still tells a member from a call. */
#include "frontend/lowering.h"

#include <string.h>

static NodeId other_with_children(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent,
                                  NodeKind kind)
{
    uint32_t base = lowering->node_stack.count;
    for (uint32_t i = 0; i < children.count; i++) {
        NodeId child = lower_statement(lowering, child_at(lowering, children, i));
        vector_push(&lowering->node_stack, child);
    }
    NodeId id = add_node(lowering, kind, extent, cursor_type(lowering, cursor));
    finish_node(lowering, id, lowering->node_stack.items + base, lowering->node_stack.count - base);
    lowering->node_stack.count = base;
    return id;
}

/* `base->name`: the offset of the name, 0 if it is no member. */
static uint32_t member_offset(const FileText *file, uint32_t after_base)
{
    if (text_starts_with(file, after_base, "->"))
        return text_skip_space(file, after_base + 2);
    if (text_at(file, after_base) == '.' && text_at(file, after_base + 1) != '.')
        return text_skip_space(file, after_base + 1);
    return 0;
}

/* In Python 2 they stood in each struct of an object; now they stand in its first member. The model sees through that. */
static bool is_in_former_header(const char *name, uint32_t length)
{
    static const char *const names[] = {"ob_type", "ob_refcnt", "ob_size"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return true;
    return false;
}

static NodeId lower_lost_member(Lowering *lowering, Children children, const Extent *extent, uint32_t name,
                                bool is_arrow)
{
    NodeId base = lower_expression(lowering, child_at(lowering, children, 0));
    NodeId id = add_node(lowering, N_MEMBER, extent, 0);
    const FileText *file = file_text(lowering, extent->file);
    uint32_t length = text_identifier(file, name);
    node_at(lowering, id)->text = interner_text(lowering->interner, file->text + name, length);
    if (is_in_former_header(file->text + name, length))
        vector_push(&lowering->former_members, (TextPlace){extent->file, name});
    if (is_arrow)
        node_at(lowering, id)->flags |= NODE_IS_ARROW;
    return finish_node(lowering, id, &base, 1);
}

/* An undeclared name. What it would be is told only by whether it is called. */
static NodeId lower_lost_name(Lowering *lowering, const Extent *extent)
{
    const FileText *file = file_text(lowering, extent->file);
    uint32_t length = text_identifier(file, extent->begin);
    bool is_called = text_at(file, text_skip_space(file, extent->end)) == '(';
    SymbolId symbol =
        symbol_unresolved(lowering, is_called ? SYMBOL_FUNCTION : SYMBOL_VARIABLE, file->text + extent->begin, length);
    NodeId id = add_node(lowering, N_REF, extent, 0);
    node_at(lowering, id)->symbol = symbol;
    return finish_node(lowering, id, NULL, 0);
}

static bool is_one_name(Lowering *lowering, const Extent *extent)
{
    if (!extent->file || extent->is_in_body)
        return false;
    const FileText *file = file_text(lowering, extent->file);
    uint32_t length = text_identifier(file, extent->begin);
    return length && length == extent->end - extent->begin && !text_is_keyword(file->text + extent->begin, length);
}

static NodeId lower_by_text(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent)
{
    if (!children.count && is_one_name(lowering, extent))
        return lower_lost_name(lowering, extent);
    bool has_text = extent->file && !(extent->is_in_body && extent->macro); /* at least from its first operand on */
    if (!children.count || !has_text)
        return other_with_children(lowering, cursor, children, extent, N_OTHER);
    Extent first = extent_of(lowering, child_at(lowering, children, 0));
    const FileText *file = file_text(lowering, extent->file);
    bool is_first = first.file == extent->file && first.begin == extent->begin && first.end < extent->end;
    if (!is_first) {
        bool is_parenthesised = children.count == 1 && text_at(file, extent->begin) == '(';
        return is_parenthesised ? lower_expression(lowering, child_at(lowering, children, 0))
                                : other_with_children(lowering, cursor, children, extent, N_OTHER);
    }
    uint32_t after = text_skip_space(file, first.end);
    uint32_t name = member_offset(file, after);
    if (children.count == 1 && name && name < extent->end && text_identifier(file, name))
        return lower_lost_member(lowering, children, extent, name, text_at(file, after) == '-');
    return other_with_children(lowering, cursor, children, extent, text_at(file, after) == '(' ? N_CALL : N_OTHER);
}

NodeId lower_recovered(Lowering *lowering, CXCursor cursor, Children children, const Extent *extent)
{
    bool is_outermost = !lowering->is_recovering;
    uint32_t before = lowering->unit->nodes.count;
    lowering->is_recovering = true;
    NodeId id = lower_by_text(lowering, cursor, children, extent);
    if (is_outermost) {
        lowering->is_recovering = false;
        lowering->recovered_nodes += lowering->unit->nodes.count - before;
    }
    return id;
}
