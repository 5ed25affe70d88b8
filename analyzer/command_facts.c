#include "interruption.h"
#include "message.h"
#include "output.h"
#include "pipeline.h"
#include "target_source.h"
#include "tree_settings.h"

#include <string.h>

static int write_json(const Scan *scan, const RenderOptions *options, FILE *out)
{
    (void)options;
    return render_facts_json(scan, out);
}

static int write_text(const Scan *scan, const RenderOptions *options, FILE *out)
{
    return render_facts_text(scan, options, out);
}

static int write_graph(const Scan *scan, const RenderOptions *options, FILE *out)
{
    (void)options;
    return render_facts_graph(scan, out);
}

static OutputWriter find_writer(const Options *options)
{
    if (options->graph)
        return write_graph;
    if (!strcmp(options->format, "text"))
        return write_text;
    if (!strcmp(options->format, "json"))
        return write_json;
    message_error("facts has no format \"%s\"; known are text and json", options->format);
    return NULL;
}

/* Returns false if there was trouble. */
static bool show_source(const Options *command_line, Arena *arena, const TargetSource *source, OutputWriter writer,
                        int *signal)
{
    const Options *options = options_for_path(command_line, source->path);
    if (!options)
        return false;
    Analysis analysis = pipeline_run(arena, options, source->path, false, NULL);
    interruption_release(); /* nothing is stored */
    *signal = analysis.signal;
    if (!analysis.scan)
        return false;
    target_source_describe(source, arena, analysis.scan);
    bool is_written = output_write(options, analysis.scan, writer, options->output);
    return is_written && !scan_read_nothing(analysis.scan);
}

static bool show_facts(const Options *command_line, const char *path, OutputWriter writer, int *signal)
{
    Arena *arena = arena_new();
    TargetSource source;
    bool done = target_source_open(&source, arena, path) && show_source(command_line, arena, &source, writer, signal);
    target_source_close(&source);
    arena_free(arena);
    return done;
}

static int run_facts(const Options *options)
{
    OutputWriter writer = find_writer(options);
    if (!writer)
        return EXIT_TROUBLE;
    if (!options->operands.count || (options->output && options->operands.count > 1)) {
        message_error("say what to look at: gclint facts PATH; one PATH only with --output");
        return EXIT_TROUBLE;
    }
    bool done = true;
    int signal = 0;
    for (unsigned i = 0; i < options->operands.count && !signal; i++)
        done &= show_facts(options, options->operands.items[i], writer, &signal);
    done &= output_finish();
    if (signal)
        return EXIT_SIGNAL + signal;
    return done ? EXIT_CLEAN : EXIT_TROUBLE;
}

int command_facts(int argc, char **argv)
{
    Options *options = options_parse(COMMAND_FACTS, argc, argv);
    int status = run_facts(options);
    options_free(options);
    return status;
}
