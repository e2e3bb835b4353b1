#include "bench/report/trace_report.h"

#include <inttypes.h>
#include <stdio.h>

#include "bench/base/text.h"
#include "bench/report/table.h"
#include "kernels/kernel.h"

static double percent(uint64_t part, uint64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static void line(const char *what, uint64_t count, const char *remark)
{
    fl_print(stdout, "%-26s %12" PRIu64 "%s%s\n", what, count, remark[0] ? "  " : "", remark);
}

static fl_status print_arithmetic(const fl_trace *trace, fl_error *error)
{
    static const char *const elements[FL_ELEMENTS] = {"float16", "bfloat16", "float32", "float64",
                                                      "x87, other"};
    static const fl_column columns[] = {
        {"arithmetic", false, false}, {"element", false, false},         {"instructions", true, false},
        {"lanes", true, false},       {"multiplied lanes", true, false}, {"fused lanes", true, false},
        {"added lanes", true, false},
    };
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    bool any = false;
    for (int width = 0; width < FL_WIDTHS; width++)
        for (int element = 0; element < FL_ELEMENTS; element++) {
            const fl_arithmetic *a = &trace->arithmetic[width][element];
            if (a->instructions == 0)
                continue;
            any = true;
            fl_table_row(table);
            fl_table_cell(table, "%s", fl_width_name((fl_width)width));
            fl_table_cell(table, "%s", elements[element]);
            fl_table_cell(table, "%" PRIu64, a->instructions);
            fl_table_cell(table, "%" PRIu64, a->lanes);
            fl_table_cell(table, "%" PRIu64, a->multiply_lanes);
            fl_table_cell(table, "%" PRIu64, a->fused_lanes);
            if (trace->sums_counted)
                fl_table_cell(table, "%" PRIu64, a->sum_lanes);
            else
                fl_table_cell(table, "not counted");
        }
    if (!any)
        fl_print(stdout, "no floating-point arithmetic\n");
    fl_status status = any ? fl_table_print(table, stdout, error) : FL_OK;
    fl_table_free(table);
    return status;
}

static void print_chains(const fl_trace *trace)
{
    uint64_t chained = 0;
    for (int width = FL_WIDTH_64; width < FL_WIDTHS; width++)
        chained += trace->arithmetic[width][FL_ELEMENT_FLOAT32].chained_lanes;
    if (chained > 0)
        line("packed, in order", chained,
             "lanes added late in a chain as long as a row: each lane is a sum in source order");
}

static void print_conversions(const fl_trace *trace)
{
    for (int from = 0; from < FL_NUMBERS; from++)
        for (int to = 0; to < FL_NUMBERS; to++)
            if (trace->conversions[from][to] > 0)
                fl_print(stdout, "converted from %s to %s: %" PRIu64 "\n",
                         fl_number_type_name((fl_number_type)from), fl_number_type_name((fl_number_type)to),
                         trace->conversions[from][to]);
}

static fl_status print_objects(const fl_trace *trace, fl_error *error)
{
    static const fl_column columns[] = {
        {"object", false, false},
        {"instructions", true, false},
        {"share", true, false},
        {"multiply-add lanes", true, false},
    };
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < trace->object_count; i++) {
        const fl_trace_object *object = &trace->objects[i];
        fl_table_row(table);
        fl_table_cell(table, "%s", object->name);
        fl_table_cell(table, "%" PRIu64, object->instructions);
        fl_table_cell(table, "%.1f %%", percent(object->instructions, trace->instructions));
        fl_table_cell(table, "%" PRIu64, object->multiply_add_lanes);
    }
    fl_status status = fl_table_print(table, stdout, error);
    fl_table_free(table);
    return status;
}

enum { FUNCTIONS_SHOWN = 12 };

/* Those that executed most, and all that multiply and add. */
static fl_status print_functions(const fl_trace *trace, fl_error *error)
{
    static const fl_column columns[] = {
        {"function", false, false},          {"object", false, false},
        {"instructions", true, false},       {"share", true, false},
        {"multiply-add lanes", true, false}, {"share", true, false},
    };
    char safe[160];
    if (trace->function_count == 0) {
        if (trace->how == FL_TRACED_BY_QEMU)
            fl_print(stdout, "\nWhich functions executed is told by single steps alone, not in QEMU.\n");
        return FL_OK;
    }
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < trace->function_count; i++) {
        const fl_trace_function *f = &trace->functions[i];
        if (i >= FUNCTIONS_SHOWN && f->multiply_add_lanes == 0)
            continue;
        fl_table_row(table);
        fl_table_cell(table, "%s", fl_text_make_plain(f->name, safe, sizeof safe));
        fl_table_cell(table, "%s", fl_text_make_plain(f->object, safe, sizeof safe));
        fl_table_cell(table, "%" PRIu64, f->instructions);
        fl_table_cell(table, "%.1f %%",
                      percent(f->instructions, trace->instructions + trace->empty_instructions));
        fl_table_cell(table, "%" PRIu64, f->multiply_add_lanes);
        fl_table_cell(table, "%.1f %%", percent(f->multiply_add_lanes, trace->multiply_add_lanes));
    }
    fl_print(stdout, "\n");
    fl_status status = fl_table_print(table, stdout, error);
    fl_table_free(table);
    return status;
}

static void print_calls(const fl_trace *trace)
{
    fl_print(stdout, "%-26s", "system calls");
    for (size_t i = 0; i < trace->call_count; i++)
        fl_print(stdout, "%s %s %" PRIu64 "\u00d7", i > 0 ? "," : "", trace->calls[i].name,
                 trace->calls[i].count);
    fl_print(stdout, "%s\n", trace->call_count > 0 ? "" : " none");
}

static void print_heading(const fl_trace *trace)
{
    char safe[1024];
    bool command = trace->command[0] != '\0';
    fl_print(stdout, "%s: %s\n", fl_text_make_plain(trace->name, safe, sizeof safe), trace->classification);
    if (trace->reason[0])
        fl_print(stdout, "note: %s\n", trace->reason);
    if (trace->expected_multiply_adds == fl_work_shape(FL_WORK_LOGISTIC_784X1).multiply_adds)
        fl_print(stdout, "note: other work than linear-784x2, which has twice as many\n");
    fl_print(stdout, "\n");
    if (trace->version[0])
        fl_print(stdout, "%-26s %s\n", "version of the peer",
                 fl_text_make_plain(trace->version, safe, sizeof safe));
    if (command)
        fl_print(stdout, "%-26s %s\n", "command", fl_text_make_plain(trace->command, safe, sizeof safe));
    if (trace->function[0])
        fl_print(stdout, "%-26s the first call of %s()\n", "region",
                 fl_text_make_plain(trace->function, safe, sizeof safe));
    fl_print(stdout, "%-26s %s, %s\n", "traced",
             trace->how == FL_TRACED_BY_QEMU ? "in QEMU" : "by single steps",
             fl_text_make_plain(trace->cpu, safe, sizeof safe));
    if (trace->hidden_features[0])
        fl_print(stdout,
                 "%-26s %s: by FAIRLANE_HIDE, from the lab's own code; libraries may still have seen them\n",
                 "hidden", fl_text_make_plain(trace->hidden_features, safe, sizeof safe));
}

static void print_counts(const fl_trace *trace)
{
    char remark[128] = "";
    if (trace->empty_instructions > 0)
        snprintf(remark, sizeof remark, "without %" PRIu64 " of an empty region", trace->empty_instructions);
    line("instructions", trace->instructions, remark);
    line("multiply-add lanes", trace->multiply_add_lanes, "float32");
    snprintf(remark, sizeof remark, "%" PRIu64 " lanes", trace->integer_multiply_lanes);
    line("integer multiplications", trace->integer_multiply_instructions,
         trace->integer_multiply_instructions > 0 ? remark : "");
    line("wide moves", trace->wide_moves, "on registers of 256 bits or more, no arithmetic");
    line("bytes loaded", trace->bytes_loaded, "");
    line("bytes stored", trace->bytes_stored, "");
    line("threads that ran", trace->threads_run, "");
    if (trace->parts_known && trace->parts[FL_PART_OTHERS].instructions > 0) {
        snprintf(remark, sizeof remark, "instructions, %" PRIu64 " multiply-add lanes",
                 trace->parts[FL_PART_CALLER].multiply_add_lanes);
        line("  the calling thread", trace->parts[FL_PART_CALLER].instructions, remark);
        snprintf(remark, sizeof remark, "instructions, %" PRIu64 " multiply-add lanes",
                 trace->parts[FL_PART_OTHERS].multiply_add_lanes);
        line("  others", trace->parts[FL_PART_OTHERS].instructions, remark);
    }
    line("processes started", trace->forks, "");
    line("signals", trace->signals, "");
    if (trace->parts_known && trace->parts[FL_PART_HANDLERS].instructions > 0)
        line("  their handlers", trace->parts[FL_PART_HANDLERS].instructions, "instructions");
    if (trace->held_signals > 0)
        line("  kept back", trace->held_signals,
             "by which its scheduler would preempt what only the stepping makes run long");
    line("instructions not decoded", trace->undecoded, "");
    if (trace->uncounted > 0)
        line("lanes not counted of", trace->uncounted, "instructions");
    if (trace->uncounted_products > 0)
        line("  which did at most", trace->uncounted_products, "products");
    if (trace->unseen > 0)
        line("not stepped through", trace->unseen, "tasks or instructions");
    if (trace->regions > 1)
        line("regions", trace->regions, "the counts are those of the first");
    print_calls(trace);
}

fl_status fl_report_trace(const fl_trace *trace, fl_error *error)
{
    print_heading(trace);
    print_counts(trace);
    fl_print(stdout, "\n");
    fl_status status = print_arithmetic(trace, error);
    print_chains(trace);
    print_conversions(trace);
    fl_print(stdout, "\n");
    if (status == FL_OK)
        status = print_objects(trace, error);
    return status == FL_OK ? print_functions(trace, error) : status;
}
