/* What a file of the include graph shares with all that may include it. */
#include "discover/include_graph.h"

#include <string.h>

static bool *uses_python_of(GraphFile *file)
{
    return &file->uses_python;
}

static bool *brings_python_of(GraphFile *file)
{
    return &file->brings_python;
}

static bool *guards_version_of(GraphFile *file)
{
    return &file->guards_version;
}

static bool *public_api_only_of(GraphFile *file)
{
    return &file->public_api_only;
}

static void spread_to(IncludeGraph *graph, FileLink *includers, FileProperty property)
{
    for (const FileLink *link = includers; link; link = link->next) {
        bool *value = property(&graph->files[link->file]);
        if (!*value) {
            *value = true;
            vector_push(&graph->wanted, link->file);
        }
    }
}

static bool names_python_header(const char *text)
{
    size_t length = strlen(text);
    return length >= 8 && strcmp(text + length - 8, "Python.h") == 0;
}

/* What Python.h includes offers each API, and chooses none for those that include Python.h (Include/pyabi.h of Python 3.15). */
static bool ends_spreading(const IncludeGraph *graph, uint32_t file, FileProperty property)
{
    return property == public_api_only_of && names_python_header(graph->index->files.items[file].path);
}

/* From every file that has the property to all that may include it. */
static void spread(IncludeGraph *graph, FileProperty property)
{
    graph->wanted.count = 0;
    for (uint32_t i = 0; i < graph->index->files.count; i++)
        if (*property(&graph->files[i]))
            vector_push(&graph->wanted, i);
    for (uint32_t i = 0; i < graph->wanted.count; i++) {
        if (ends_spreading(graph, graph->wanted.items[i], property))
            continue;
        GraphFile *file = &graph->files[graph->wanted.items[i]];
        spread_to(graph, file->includers, property);
        for (const NameLink *link = file->names; link; link = link->next) {
            if (link->name->spread_by == property)
                continue;
            link->name->spread_by = property;
            spread_to(graph, link->name->users, property);
        }
    }
    graph->wanted.count = 0;
}

void include_graph_spread(IncludeGraph *graph)
{
    for (uint32_t i = 0; i < graph->index->files.count; i++) {
        GraphFile *file = &graph->files[i];
        file->uses_python = file->uses_python || file->scan.mentions_python;
        file->guards_version = file->scan.guards_version;
        file->public_api_only = file->scan.defines_limited_api || file->scan.refuses_build_core;
        for (uint32_t n = 0; n < file->includes.count; n++)
            file->brings_python = file->brings_python || names_python_header(file->includes.items[n].name->text);
    }
    spread(graph, uses_python_of);
    /* A file that includes what only a build could name may be all template. That includers of a header could be, is
     * too far-fetched: they would all have to be parsed. */
    for (uint32_t i = 0; i < graph->macro_users.count; i++)
        if (!graph->macro_users.items[i].followed)
            graph->files[graph->macro_users.items[i].file].uses_python = true;
    spread(graph, brings_python_of);
    spread(graph, guards_version_of);
    spread(graph, public_api_only_of);
}
