#include "bench/report/trace_report.h"

#include <inttypes.h>

#include "bench/base/builder.h"
#include "bench/report/picture_trace.h"
#include "kernels/kernel.h"

static double percent(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static const fl_fact_layout layout = {.width = 26};

static bool is_any_arithmetic(const fl_trace *trace)
{
    for (int width = 0; width < FL_WIDTHS; width++)
        for (int element = 0; element < FL_ELEMENTS; element++)
            if (trace->arithmetic[width][element].instructions > 0)
                return true;
    return false;
}

static void add_arithmetic(fl_report *report, const fl_trace *trace)
{
    static const char *const elements[FL_ELEMENTS] = {"float16", "bfloat16", "float32", "float64",
                                                      "x87, other"};
    static const fl_report_column columns[] = {
        {"arithmetic", FL_COLUMN_WORDS},        {"element", FL_COLUMN_WORDS},
        {"instructions", FL_COLUMN_FIGURE},     {"lanes", FL_COLUMN_FIGURE},
        {"multiplied lanes", FL_COLUMN_FIGURE}, {"fused lanes", FL_COLUMN_FIGURE},
        {"added lanes", FL_COLUMN_FIGURE},
    };
    if (!is_any_arithmetic(trace)) {
        fl_report_say(report, "no floating-point arithmetic");
        return;
    }
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (int width = 0; width < FL_WIDTHS; width++)
        for (int element = 0; element < FL_ELEMENTS; element++) {
            const fl_arithmetic *a = &trace->arithmetic[width][element];
            if (a->instructions == 0)
                continue;
            fl_report_row_begin(report);
            fl_report_cell_add(report, "%s", fl_width_name((fl_width)width));
            fl_report_cell_add(report, "%s", elements[element]);
            fl_report_cell_add(report, "%" PRIu64, a->instructions);
            fl_report_cell_add(report, "%" PRIu64, a->lanes);
            fl_report_cell_add(report, "%" PRIu64, a->multiply_lanes);
            fl_report_cell_add(report, "%" PRIu64, a->fused_lanes);
            if (trace->sums_counted)
                fl_report_cell_add(report, "%" PRIu64, a->sum_lanes);
            else
                fl_report_cell_add(report, "not counted");
        }
}

static void add_chains(fl_report *report, const fl_trace *trace)
{
    uint64_t chained = 0;
    for (int width = FL_WIDTH_64; width < FL_WIDTHS; width++)
        chained += trace->arithmetic[width][FL_ELEMENT_FLOAT32].chained_lanes;
    if (chained == 0)
        return;
    fl_report_facts(report, layout);
    fl_report_count(report, "packed, in order", chained,
                    "lanes added late in a chain as long as a row: each lane is a sum in source order");
}

static void add_conversions(fl_report *report, const fl_trace *trace)
{
    for (int from = 0; from < FL_NUMBERS; from++)
        for (int to = 0; to < FL_NUMBERS; to++)
            if (trace->conversions[from][to] > 0)
                fl_report_say(report, "converted from %s to %s: %" PRIu64,
                              fl_number_type_name((fl_number_type)from),
                              fl_number_type_name((fl_number_type)to), trace->conversions[from][to]);
}

static void add_objects(fl_report *report, const fl_trace *trace)
{
    static const fl_report_column columns[] = {
        {"object", FL_COLUMN_WORDS},
        {"instructions", FL_COLUMN_FIGURE},
        {"share", FL_COLUMN_FIGURE},
        {"multiply-add lanes", FL_COLUMN_FIGURE},
    };
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < trace->object_count; i++) {
        const fl_trace_object *object = &trace->objects[i];
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", object->name);
        fl_report_cell_add(report, "%" PRIu64, object->instructions);
        fl_report_cell_add(report, "%.1f %%", percent(object->instructions, trace->instructions));
        fl_report_cell_add(report, "%" PRIu64, object->multiply_add_lanes);
    }
}

enum { FUNCTIONS_SHOWN = 12 };

/* Those that executed most, and all that multiply and add. */
static void add_functions(fl_report *report, const fl_trace *trace)
{
    static const fl_report_column columns[] = {
        {"function", FL_COLUMN_WORDS},
        {"object", FL_COLUMN_WORDS},
        {"instructions", FL_COLUMN_FIGURE},
        {"share", FL_COLUMN_FIGURE},
        {"multiply-add lanes", FL_COLUMN_FIGURE},
        {"share", FL_COLUMN_FIGURE},
    };
    if (trace->function_count == 0) {
        if (trace->how == FL_TRACED_BY_QEMU) {
            fl_report_gap(report);
            fl_report_say(report, "Which functions executed is told by single steps alone, not in QEMU.");
        }
        return;
    }
    fl_report_gap(report);
    if (trace->empty_instructions > 0)
        fl_report_remark(report, "",
                         "Functions hold the %" PRIu64 " instructions of the empty region as well, which are "
                         "taken off above.",
                         trace->empty_instructions);
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < trace->function_count; i++) {
        const fl_trace_function *f = &trace->functions[i];
        if (i >= FUNCTIONS_SHOWN && f->multiply_add_lanes == 0)
            continue;
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", f->name);
        fl_report_cell_add(report, "%s", f->object);
        fl_report_cell_add(report, "%" PRIu64, f->instructions);
        fl_report_cell_add(report, "%.1f %%",
                           percent(f->instructions, trace->instructions + trace->empty_instructions));
        fl_report_cell_add(report, "%" PRIu64, f->multiply_add_lanes);
        fl_report_cell_add(report, "%.1f %%", percent(f->multiply_add_lanes, trace->multiply_add_lanes));
    }
}

static void add_calls(fl_report *report, const fl_trace *trace)
{
    fl_builder text = {0};
    for (size_t i = 0; i < trace->call_count; i++)
        fl_build_format(&text, "%s%s %" PRIu64 "\u00d7", i > 0 ? ", " : "", trace->calls[i].name,
                        trace->calls[i].count);
    fl_report_fact(report, "system calls", "%s",
                   trace->call_count > 0 ? fl_report_built(report, &text) : "none");
}

static void add_heading(fl_report *report, const fl_trace *trace)
{
    fl_report_verdict(report,
                      trace->simd_class == FL_CLASS_INCONCLUSIVE ? FL_MEANS_UNCHECKED : FL_MEANS_NOTHING,
                      "%s: %s", fl_report_plain(report, trace->name), trace->classification);
    if (trace->reason[0])
        fl_report_remark(report, "note", "%s", trace->reason);
    if (trace->expected_multiply_adds == fl_work_shape(FL_WORK_LOGISTIC_784X1).multiply_adds)
        fl_report_remark(report, "note", "other work than linear-784x2, which has twice as many");
    fl_report_gap(report);
}

/* What could make it execute something else on another CPU. */
static void add_choosers(fl_report *report, const fl_trace *trace)
{
    fl_builder text = {0};
    uint64_t newer = 0;
    if (!trace->choosers_sought)
        return;
    for (size_t i = 0; i < trace->chooser_count; i++)
        fl_build_format(&text, "%s%s (%s)", i > 0 ? ", " : "", trace->choosers[i].object,
                        trace->choosers[i].by);
    for (size_t i = 0; i < trace->object_count; i++)
        newer += trace->objects[i].newer_instructions;
    fl_report_fact(report, "can ask for the CPU", "%s",
                   trace->chooser_count > 0 ? fl_report_built(report, &text) : "nothing that it has mapped");
    if (trace->chooser_count > 0)
        fl_report_fact(report, "can reach", "%s",
                       trace->scalar_alone ? "scalar code alone, whichever way its branches go"
                                           : "code in SIMD, or what cannot be followed");
    fl_report_count(report, "newer instructions", newer, "beyond the architecture's baseline");
}

static void add_imitated(fl_report *report, const fl_trace *trace)
{
    fl_builder text = {0};
    for (size_t i = 0; i < trace->imitated_count; i++) {
        const fl_trace_imitated *object = &trace->imitated[i];
        fl_build_format(&text, "%s%s %" PRIu64, i > 0 ? ", " : "", object->object, object->places);
        if (object->left > 0)
            fl_build_format(&text, " (not %" PRIu64 ": %s)", object->left, object->why);
    }
    fl_report_fact(report, "cpuid answered", "%s",
                   trace->imitated_count > 0 ? fl_report_plain(report, fl_report_built(report, &text))
                                             : "nowhere: nothing asks");
}

/* What FAIRLANE_HIDE hid, from whom, and whether this is a trace of a CPU without it. */
static void add_hidden(fl_report *report, const fl_trace *trace)
{
    char why[160];
    if (!trace->hidden_features[0])
        return;
    bool imitates = fl_trace_imitates(trace, why);
    const char *hidden = fl_report_plain(report, trace->hidden_features);
    if (trace->hiding == FL_HIDING_OWN)
        fl_report_fact(report, "hidden",
                       "%s: by FAIRLANE_HIDE, from the lab's own code; libraries may still have seen them",
                       hidden);
    else
        fl_report_fact(report, "hidden", "%s: by FAIRLANE_HIDE, from the program, by %s", hidden,
                       trace->hiding == FL_HIDING_EMULATOR ? "the emulator" : "answers to its cpuid");
    if (trace->hiding == FL_HIDING_CPUID)
        add_imitated(report, trace);
    fl_report_fact(report, "imitates", "%s%s", imitates ? "a CPU without them" : "UNCHECKED: ", why);
}

static void add_subject(fl_report *report, const fl_trace *trace)
{
    if (trace->version[0])
        fl_report_fact(report, "version of the peer", "%s", fl_report_plain(report, trace->version));
    if (trace->command[0])
        fl_report_fact(report, "command", "%s", fl_report_plain(report, trace->command));
    if (trace->function[0])
        fl_report_fact(report, "region", "the first call of %s()", fl_report_plain(report, trace->function));
    fl_report_fact(report, "traced", "%s, %s",
                   trace->how == FL_TRACED_BY_QEMU ? "in QEMU" : "by single steps",
                   fl_report_plain(report, trace->cpu));
    add_hidden(report, trace);
}

static void add_part(fl_report *report, const char *label, const fl_trace_part *part)
{
    fl_report_count(report, label, part->instructions, "instructions, %" PRIu64 " multiply-add lanes",
                    part->multiply_add_lanes);
}

/* Lines that are there only when there is something to say. */
static void add_rare(fl_report *report, const char *label, uint64_t count, const char *remark)
{
    if (count > 0)
        fl_report_count(report, label, count, "%s", remark);
}

static void add_counts(fl_report *report, const fl_trace *trace)
{
    if (trace->empty_instructions > 0)
        fl_report_count(report, "instructions", trace->instructions, "without %" PRIu64 " of an empty region",
                        trace->empty_instructions);
    else
        fl_report_count(report, "instructions", trace->instructions, "%s", "");
    fl_report_count(report, "multiply-add lanes", trace->multiply_add_lanes, "float32");
    if (trace->integer_multiply_instructions > 0)
        fl_report_count(report, "integer multiplications", trace->integer_multiply_instructions,
                        "%" PRIu64 " lanes", trace->integer_multiply_lanes);
    else
        fl_report_count(report, "integer multiplications", 0, "%s", "");
    fl_report_count(report, "wide moves", trace->wide_moves,
                    "on registers of 256 bits or more, no arithmetic");
    fl_report_count(report, "bytes loaded", trace->bytes_loaded, "%s", "");
    fl_report_count(report, "bytes stored", trace->bytes_stored, "%s", "");
    fl_report_count(report, "threads that ran", trace->threads_run, "%s", "");
    if (trace->parts_known && trace->parts[FL_PART_OTHERS].instructions > 0) {
        add_part(report, "  the calling thread", &trace->parts[FL_PART_CALLER]);
        add_part(report, "  others", &trace->parts[FL_PART_OTHERS]);
    }
    fl_report_count(report, "processes started", trace->forks, "%s", "");
    fl_report_count(report, "signals", trace->signals, "%s", "");
    if (trace->parts_known)
        add_rare(report, "  their handlers", trace->parts[FL_PART_HANDLERS].instructions, "instructions");
    add_rare(report, "  kept back", trace->held_signals,
             "by which its scheduler would preempt what only the stepping makes run long");
    fl_report_count(report, "instructions not decoded", trace->undecoded, "%s", "");
    add_rare(report, "lanes not counted of", trace->uncounted, "instructions");
    add_rare(report, "  which did at most", trace->uncounted_products, "products");
    add_rare(report, "not stepped through", trace->unseen, "tasks or instructions");
    add_choosers(report, trace);
    if (trace->regions > 1)
        fl_report_count(report, "regions", trace->regions, "the counts are those of the first");
    add_calls(report, trace);
}

void fl_trace_report(fl_report *report, const fl_trace *trace)
{
    fl_report_title(report, "What %s executed", fl_report_plain(report, trace->name));
    add_heading(report, trace);
    fl_picture_trace(report, trace);
    fl_report_facts(report, layout);
    add_subject(report, trace);
    add_counts(report, trace);
    fl_report_gap(report);
    add_arithmetic(report, trace);
    add_chains(report, trace);
    add_conversions(report, trace);
    fl_report_gap(report);
    add_objects(report, trace);
    add_functions(report, trace);
}
