/* The type graph: who can reach whom, and which hops the collector sees. */
#include "model/internals.h"

static void add_edge(Model *model, const Type *from, const Reference *reference)
{
    bool visible = from->has_gc == TRUTH_YES && reference->visited.truth == TRUTH_YES;
    GraphEdge edge = {.from = from, .reference = reference, .to = reference->target, .by_collector = visible};
    Internals *internals = model_internals(model);
    vector_push(&internals->all_edges, edge);
}

void graph_build(Model *model)
{
    for (uint32_t i = 0; i < model->type_count; i++) {
        const Type *type = model->types[i];
        for (uint32_t k = 0; k < type->reference_count; k++) {
            const Reference *reference = &type->references[k];
            if (!reference->is_weaklist && reference->owned.truth != TRUTH_NO && reference->cyclic.truth != TRUTH_NO)
                add_edge(model, type, reference);
        }
    }
    Internals *internals = model_internals(model);
    model->edges = internals->all_edges.items;
    model->edge_count = internals->all_edges.count;
}
