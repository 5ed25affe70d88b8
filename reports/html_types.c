/* What was understood of each type. */
#include "reports/html_internal.h"

static void print_cell(const HtmlReport *report, const char *text)
{
    fputs("<td>", report->out);
    html_text(report, text);
    fputs("</td>", report->out);
}

static void print_reference(const HtmlReport *report, const ScanReference *reference)
{
    fputs("<tr><th scope=\"row\">", report->out);
    html_code(report, reference->path);
    fputs("</th><td>", report->out);
    html_code(report, reference->declared);
    fputs("</td>", report->out);
    print_cell(report, reference->owned);
    print_cell(report, reference->cyclic);
    print_cell(report, reference->visited);
    print_cell(report, reference->cleared);
    print_cell(report, reference->released);
    print_cell(report, reference->unknown_reason);
    fputs("</tr>\n", report->out);
}

static void print_references(const HtmlReport *report, const ScanType *type)
{
    if (type->reference_count == 0) {
        fputs(type->complete || type->record ? "<p>Its instances hold no reference to an object.</p>\n"
                                             : "<p>What its instances hold is not known.</p>\n", report->out);
        return;
    }
    fputs("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Reference</th><th "
          "scope=\"col\">Declared</th>"
          "<th scope=\"col\">Owned</th><th scope=\"col\">Cyclic</th><th scope=\"col\">Visited</th><th "
          "scope=\"col\">Cleared</th>"
          "<th scope=\"col\">Released</th><th scope=\"col\">Why unknown</th></tr></thead><tbody>\n",
          report->out);
    for (unsigned i = 0; i < type->reference_count; i++)
        print_reference(report, &type->references[i]);
    fputs("</tbody></table></div>\n", report->out);
}

static void print_properties(const HtmlReport *report, const ScanType *type)
{
    fputs("<p>", report->out);
    html_place(report, &type->location);
    fputs("</p>\n<p>", report->out);
    html_text(report, type->style ? type->style : "unknown");
    fputs(" type", report->out);
    if (type->record) {
        fputs(", instance ", report->out);
        html_code(report, type->record);
    }
    if (type->base) {
        fputs(", base ", report->out);
        html_code(report, type->base);
    }
    fputs(type->weakly_referenceable ? ", weakly referenceable" : "", report->out);
    fputs(type->has_finalizer ? ", has a finalizer" : "", report->out);
    fputs("</p>\n", report->out);
    for (unsigned i = 0; i < type->unresolved_count; i++) {
        fputs("<p class=\"warning\">Not resolved: ", report->out);
        html_text(report, type->unresolved[i]);
        fputs("</p>\n", report->out);
    }
}

static void print_slots(const HtmlReport *report, const ScanType *type)
{
    if (type->slot_count == 0)
        return;
    fputs("<p>", report->out);
    for (unsigned i = 0; i < type->slot_count; i++) {
        fputs(i ? ", " : "Slots: ", report->out);
        html_code(report, type->slots[i].slot);
        fputs(" = ", report->out);
        html_code(report, type->slots[i].function ? type->slots[i].function : "?");
    }
    fputs("</p>\n", report->out);
}

void html_types(const HtmlReport *report)
{
    fputs("<section aria-labelledby=\"types\">\n<h2 id=\"types\">Types</h2>\n", report->out);
    for (unsigned i = 0; i < report->scan->type_count; i++) {
        const ScanType *type = &report->scan->types[i];
        fprintf(report->out, "<details id=\"type-%u\"><summary>", i);
        html_code(report, type->symbol);
        fputc(' ', report->out);
        html_text(report, type->name);
        fputs(type->gc ? " <span class=\"good\">collected</span>" : " <span class=\"soft\">not collected</span>",
              report->out);
        fputs(type->complete ? "" : " <span class=\"warning\">not fully resolved</span>", report->out);
        fputs("</summary>\n", report->out);
        print_properties(report, type);
        print_slots(report, type);
        print_references(report, type);
        fputs("</details>\n", report->out);
    }
    fputs("</section>\n", report->out);
}
