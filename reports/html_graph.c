/* The type graph as a picture.
 *
 * Types stand in columns: each one right of those that own it, as far as cycles allow (edges that close one are left
 * aside when the columns are found). Within a column a type is drawn to the height of its neighbours, by a few sweeps
 * from side to side. Only types that reach each other are drawn, and of many those that findings and unseen hops
 * concern. */
#include "reports/html_internal.h"

#include "base/vector.h"
#include "reports/safe_text.h"

#include <stdlib.h>
#include <string.h>

enum {
    NODE_LIMIT = 80,
    NODE_WIDTH = 190,
    NODE_HEIGHT = 44,
    COLUMN_GAP = 150,
    ROW_GAP = 26,
    MARGIN = 12,
    NAME_LENGTH = 26,
    LABEL_LENGTH = 22,
    SWEEPS = 6,
};

/* Hops between the same two types, drawn as one arrow. */
typedef struct Arrow {
    unsigned from, to; /* indices of nodes */
    const char *field; /* of the first hop */
    unsigned hops;
    bool owned, unseen; /* of any hop: owned; owned and not seen by the collector */
    bool closes_cycle;
} Arrow;

typedef struct Node {
    unsigned type;
    unsigned column;
    double order; /* within the column */
    double x, y;
    unsigned unseen_any; /* owned hops to any object that the collector does not see */
    unsigned state;      /* of the depth-first walk */
} Node;

typedef struct Graph {
    const HtmlReport *report;
    VECTOR(Node) nodes;
    VECTOR(Arrow) arrows;
    unsigned *node_of; /* by type; UINT32_MAX: not drawn */
    unsigned left_out;
    double width, height;
} Graph;

typedef struct Candidate {
    unsigned type, weight;
} Candidate;

static int compare_weights(const void *left, const void *right)
{
    const Candidate *a = left, *b = right;
    if (a->weight != b->weight)
        return a->weight < b->weight ? 1 : -1;
    return a->type < b->type ? -1 : 1;
}

static bool is_between_types(const ScanEdge *edge)
{
    return edge->to != UINT32_MAX;
}

/* How much each type is worth drawing; 0: it reaches no type and none reaches it. */
static Candidate *weigh_types(const HtmlReport *report)
{
    const Scan *scan = report->scan;
    Candidate *candidates = ARENA_ARRAY(report->arena, Candidate, scan->type_count);
    for (unsigned i = 0; i < scan->type_count; i++)
        candidates[i].type = i;
    for (unsigned i = 0; i < scan->edge_count; i++) {
        const ScanEdge *edge = &scan->edges[i];
        if (!is_between_types(edge))
            continue;
        unsigned weight = edge->owned && !edge->by_collector ? 10 : 1;
        candidates[edge->from].weight += weight;
        candidates[edge->to].weight += weight;
    }
    for (unsigned i = 0; i < scan->finding_count; i++)
        for (unsigned j = 0; scan->findings[i].type && j < scan->type_count; j++)
            if (candidates[j].weight && scan->types[j].symbol && !strcmp(scan->types[j].symbol, scan->findings[i].type))
                candidates[j].weight += 100;
    return candidates;
}

static int compare_types(const void *left, const void *right)
{
    const Candidate *a = left, *b = right;
    return a->type < b->type ? -1 : a->type > b->type;
}

static void choose_nodes(Graph *graph)
{
    unsigned count = graph->report->scan->type_count, chosen = 0;
    Candidate *candidates = weigh_types(graph->report);
    qsort(candidates, count, sizeof *candidates, compare_weights);
    while (chosen < count && chosen < NODE_LIMIT && candidates[chosen].weight)
        chosen++;
    for (unsigned i = chosen; i < count && candidates[i].weight; i++)
        graph->left_out++;
    qsort(candidates, chosen, sizeof *candidates, compare_types);
    graph->node_of = ARENA_ARRAY(graph->report->arena, unsigned, count);
    for (unsigned i = 0; i < count; i++)
        graph->node_of[i] = UINT32_MAX;
    for (unsigned i = 0; i < chosen; i++) {
        graph->node_of[candidates[i].type] = graph->nodes.count;
        vector_push(&graph->nodes, (Node){.type = candidates[i].type});
    }
}

static Arrow *find_arrow(Graph *graph, unsigned from, unsigned to)
{
    for (unsigned i = 0; i < graph->arrows.count; i++)
        if (graph->arrows.items[i].from == from && graph->arrows.items[i].to == to)
            return &graph->arrows.items[i];
    vector_push(&graph->arrows, (Arrow){.from = from, .to = to});
    return &graph->arrows.items[graph->arrows.count - 1];
}

static void collect_arrows(Graph *graph)
{
    const Scan *scan = graph->report->scan;
    for (unsigned i = 0; i < scan->edge_count; i++) {
        const ScanEdge *edge = &scan->edges[i];
        bool unseen = edge->owned && !edge->by_collector;
        unsigned from = graph->node_of[edge->from];
        if (from == UINT32_MAX)
            continue;
        if (!is_between_types(edge)) {
            graph->nodes.items[from].unseen_any += unseen;
            continue;
        }
        if (graph->node_of[edge->to] == UINT32_MAX)
            continue;
        Arrow *arrow = find_arrow(graph, from, graph->node_of[edge->to]);
        if (arrow->hops++ == 0 || (unseen && !arrow->unseen))
            arrow->field = edge->field;
        arrow->owned |= edge->owned;
        arrow->unseen |= unseen;
    }
}

/* Walks down from a node; an arrow back to a node that is still on the way closes a cycle. */
static void mark_cycles(Graph *graph, unsigned node)
{
    enum { UNSEEN, ON_THE_WAY, DONE };
    graph->nodes.items[node].state = ON_THE_WAY;
    for (unsigned i = 0; i < graph->arrows.count; i++) {
        Arrow *arrow = &graph->arrows.items[i];
        if (arrow->from != node)
            continue;
        unsigned state = graph->nodes.items[arrow->to].state;
        if (state == ON_THE_WAY)
            arrow->closes_cycle = true;
        else if (state == UNSEEN)
            mark_cycles(graph, arrow->to);
    }
    graph->nodes.items[node].state = DONE;
}

static void find_columns(Graph *graph)
{
    for (unsigned i = 0; i < graph->nodes.count; i++)
        if (graph->nodes.items[i].state == 0)
            mark_cycles(graph, i);
    for (bool moved = true; moved;) {
        moved = false;
        for (unsigned i = 0; i < graph->arrows.count; i++) {
            const Arrow *arrow = &graph->arrows.items[i];
            unsigned wanted = graph->nodes.items[arrow->from].column + 1;
            if (arrow->closes_cycle || graph->nodes.items[arrow->to].column >= wanted)
                continue;
            graph->nodes.items[arrow->to].column = wanted;
            moved = true;
        }
    }
}

static int compare_orders(const void *left, const void *right)
{
    const Node *const *a = left, *const *b = right;
    if ((*a)->order < (*b)->order)
        return -1;
    if ((*a)->order > (*b)->order)
        return 1;
    return (*a)->type < (*b)->type ? -1 : 1;
}

/* Gives the nodes of a column their places from the top, in the order that they want. Returns how many there are. */
static unsigned settle_column(Graph *graph, unsigned column, Node **sorted)
{
    unsigned count = 0;
    for (unsigned i = 0; i < graph->nodes.count; i++)
        if (graph->nodes.items[i].column == column)
            sorted[count++] = &graph->nodes.items[i];
    qsort(sorted, count, sizeof *sorted, compare_orders);
    for (unsigned i = 0; i < count; i++)
        sorted[i]->order = i;
    return count;
}

/* What a node's neighbours want: the mean of their orders. */
static double mean_of_neighbours(const Graph *graph, unsigned node)
{
    double sum = 0;
    unsigned count = 0;
    for (unsigned i = 0; i < graph->arrows.count; i++) {
        const Arrow *arrow = &graph->arrows.items[i];
        if (arrow->from == arrow->to || (arrow->from != node && arrow->to != node))
            continue;
        sum += graph->nodes.items[arrow->from == node ? arrow->to : arrow->from].order;
        count++;
    }
    return count ? sum / count : graph->nodes.items[node].order;
}

static void place_nodes(Graph *graph)
{
    Node **sorted = ARENA_ARRAY(graph->report->arena, Node *, graph->nodes.count + 1);
    unsigned columns = 0, tallest = 0;
    for (unsigned i = 0; i < graph->nodes.count; i++) {
        graph->nodes.items[i].order = i;
        if (graph->nodes.items[i].column >= columns)
            columns = graph->nodes.items[i].column + 1;
    }
    for (unsigned sweep = 0; sweep < SWEEPS; sweep++) {
        for (unsigned step = 0; step < columns; step++) {
            unsigned column = sweep % 2 ? columns - 1 - step : step;
            for (unsigned i = 0; sweep > 0 && i < graph->nodes.count; i++)
                if (graph->nodes.items[i].column == column)
                    graph->nodes.items[i].order = mean_of_neighbours(graph, i);
            unsigned count = settle_column(graph, column, sorted);
            tallest = count > tallest ? count : tallest;
        }
    }
    for (unsigned column = 0; column < columns; column++) {
        unsigned count = settle_column(graph, column, sorted);
        double top = MARGIN + (tallest - count) * (NODE_HEIGHT + ROW_GAP) / 2.0;
        for (unsigned i = 0; i < count; i++) {
            sorted[i]->x = MARGIN + column * (double)(NODE_WIDTH + COLUMN_GAP);
            sorted[i]->y = top + i * (double)(NODE_HEIGHT + ROW_GAP);
        }
    }
    graph->width = 2 * MARGIN + columns * (double)(NODE_WIDTH + COLUMN_GAP) - COLUMN_GAP + 60;
    graph->height = 2 * MARGIN + tallest * (double)(NODE_HEIGHT + ROW_GAP) + ROW_GAP;
}

static void print_short(const Graph *graph, const char *text, size_t limit)
{
    const char *safe = safe_text(graph->report->arena, text);
    size_t length = strlen(safe);
    if (length > limit) {
        length = limit - 3;
        while (length > 0 && ((unsigned char)safe[length] & 0xC0) == 0x80)
            length--;
    }
    html_piece(graph->report, safe, length);
    fputs(safe[length] ? "..." : "", graph->report->out);
}

static const char *arrow_class(const Arrow *arrow)
{
    return arrow->unseen ? "edge unseen" : arrow->owned ? "edge" : "edge borrowed";
}

static void print_arrow(const Graph *graph, const Arrow *arrow)
{
    FILE *out = graph->report->out;
    const Node *from = &graph->nodes.items[arrow->from], *to = &graph->nodes.items[arrow->to];
    double x1 = from->x + NODE_WIDTH, y1 = from->y + NODE_HEIGHT / 2.0, x2 = to->x - 7, y2 = to->y + NODE_HEIGHT / 2.0;
    double label_x = x1 + (x2 - x1) * 0.4, label_y = y1 + (y2 - y1) * 0.35 + 4;
    const char *marker = arrow->unseen ? "unseen-head" : "head";
    if (arrow->from == arrow->to) {
        y1 = from->y + 12, x2 = x1 + 7, y2 = from->y + NODE_HEIGHT - 12;
        label_x = x1 + 12, label_y = from->y - 4;
        fprintf(out, "<path class=\"%s\" marker-end=\"url(#%s)\" d=\"M%.0f %.0f C%.0f %.0f %.0f %.0f %.0f %.0f\"/>\n",
                arrow_class(arrow), marker, x1, y1, x1 + 40, y1 - 10, x1 + 40, y2 + 10, x2, y2);
    } else if (to->x > from->x) {
        fprintf(out, "<path class=\"%s\" marker-end=\"url(#%s)\" d=\"M%.0f %.0f C%.0f %.0f %.0f %.0f %.0f %.0f\"/>\n",
                arrow_class(arrow), marker, x1, y1, x1 + 60, y1, x2 - 60, y2, x2, y2);
    } else { /* back to the left, or within the column: around the right side */
        x2 = to->x + NODE_WIDTH + 7;
        double out_x = (x1 > x2 ? x1 : x2) + 70;
        label_x = out_x - 40, label_y = (y1 + y2) / 2;
        fprintf(out, "<path class=\"%s\" marker-end=\"url(#%s)\" d=\"M%.0f %.0f C%.0f %.0f %.0f %.0f %.0f %.0f\"/>\n",
                arrow_class(arrow), marker, x1, y1 + 8, out_x, y1 + 8, out_x, y2 + 8, x2, y2 + 8);
    }
    fprintf(out, "<text class=\"small label%s\" x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">",
            arrow->unseen ? " alarm" : "", label_x, label_y);
    print_short(graph, arrow->field, LABEL_LENGTH);
    if (arrow->hops > 1)
        fprintf(out, " +%u", arrow->hops - 1);
    fputs("</text>\n", out);
}

static void print_box(const Graph *graph, const Node *node, const ScanType *type, double inset, const char *class)
{
    fprintf(graph->report->out,
            "<rect class=\"box %s%s%s\" x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" rx=\"%d\"/>\n", class,
            type->gc ? " collected" : "", type->complete ? "" : " unresolved", node->x + inset, node->y + inset,
            NODE_WIDTH - 2 * inset, NODE_HEIGHT - 2 * inset, type->has_finalizer ? 18 : 4);
}

static void print_node(const Graph *graph, const Node *node)
{
    const HtmlReport *report = graph->report;
    const ScanType *type = &report->scan->types[node->type];
    double middle = node->x + NODE_WIDTH / 2.0;
    fprintf(report->out, "<a href=\"#type-%u\"><title>", node->type);
    html_text(report, type->symbol);
    fputs("</title>\n", report->out);
    print_box(graph, node, type, 0, "");
    if (type->weakly_referenceable)
        print_box(graph, node, type, 3, "inner");
    fprintf(report->out, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">", middle, node->y + 19);
    print_short(graph, type->symbol, NAME_LENGTH);
    fprintf(report->out, "</text>\n<text class=\"small%s\" x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">",
            node->unseen_any ? " alarm" : "", middle, node->y + 34);
    if (node->unseen_any)
        fprintf(report->out, "owns %u unseen object%s", node->unseen_any, node->unseen_any == 1 ? "" : "s");
    else
        fputs(type->has_finalizer && type->weakly_referenceable ? "finalizer, weakly referenceable"
              : type->has_finalizer                             ? "finalizer"
              : type->weakly_referenceable                      ? "weakly referenceable"
              : type->gc                                        ? "collected"
                                                                : "not collected",
              report->out);
    fputs("</text></a>\n", report->out);
}

static void print_picture(const Graph *graph)
{
    FILE *out = graph->report->out;
    fprintf(out,
            "<div class=\"graph\" tabindex=\"0\" role=\"group\" aria-label=\"Picture of the type graph\">\n"
            "<svg width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\">\n",
            graph->width, graph->height, graph->width, graph->height);
    fputs("<defs>\n<marker id=\"head\" markerWidth=\"8\" markerHeight=\"8\" refX=\"1\" refY=\"4\" orient=\"auto\" "
          "markerUnits=\"userSpaceOnUse\">"
          "<path class=\"head\" d=\"M0 0 L8 4 L0 8 z\"/></marker>\n"
          "<marker id=\"unseen-head\" markerWidth=\"8\" markerHeight=\"8\" refX=\"1\" refY=\"4\" orient=\"auto\" "
          "markerUnits=\"userSpaceOnUse\">"
          "<path class=\"alarm\" d=\"M0 0 L8 4 L0 8 z\"/></marker>\n</defs>\n",
          out);
    for (unsigned i = 0; i < graph->arrows.count; i++)
        print_arrow(graph, &graph->arrows.items[i]);
    for (unsigned i = 0; i < graph->nodes.count; i++)
        print_node(graph, &graph->nodes.items[i]);
    fputs("</svg></div>\n", out);
}

static void print_legend(const Graph *graph)
{
    FILE *out = graph->report->out;
    fputs("<ul class=\"legend\"><li><span class=\"key\"></span>owns, and the collector sees it</li>"
          "<li><span class=\"key unseen\"></span>owns, and the collector does not see it</li>"
          "<li><span class=\"key borrowed\"></span>refers to, not known to own</li>"
          "<li>green border: takes part in garbage collection</li><li>double border: weakly referenceable</li>"
          "<li>round: has a finalizer</li><li>dashed border: not fully resolved</li></ul>\n",
          out);
    if (graph->left_out)
        fprintf(out,
                "<p>%u more types that reach others are left out of the picture for their number; <code>gclint facts "
                "--graph</code> has all.</p>\n",
                graph->left_out);
}

void html_graph(const HtmlReport *report)
{
    Graph graph = {.report = report};
    fputs("<section aria-labelledby=\"graph\">\n<h2 id=\"graph\">Type graph</h2>\n", report->out);
    choose_nodes(&graph);
    collect_arrows(&graph);
    if (graph.nodes.count > 0) {
        find_columns(&graph);
        place_nodes(&graph);
        print_legend(&graph);
        print_picture(&graph);
    } else {
        fputs("<p>No type is known to reach another.</p>\n", report->out);
    }
    fputs("</section>\n", report->out);
    vector_free(&graph.nodes);
    vector_free(&graph.arrows);
}
