#include "bench/report/list_report.h"

static const char *yes_no(bool yes)
{
    return yes ? "yes" : "no";
}

/* The last column: why it does not run, or whether it is chosen and what library it calls. */
static void remark_cell(fl_report *report, const fl_kernel *chosen, const fl_availability *here)
{
    const fl_kernel *kernel = here->variant->kernel;
    if (!kernel || !here->runs) {
        fl_report_cell_add(report, "%s", here->reason);
        return;
    }
    bool is_chosen = kernel == chosen;
    fl_report_cell_add(report, "%s%s%s%s", is_chosen ? "chosen" : "", is_chosen && kernel->detail ? "; " : "",
                       kernel->detail ? kernel->detail() : "",
                       kernel->one_thread ? ", one thread at a time" : "");
}

static void number_or_dash(fl_report *report, int number)
{
    if (number > 0)
        fl_report_cell_add(report, "%d", number);
    else
        fl_report_cell_add(report, "-");
}

static void add_row(fl_report *report, const fl_cpu *cpu, const fl_kernel *chosen, size_t index)
{
    fl_availability here;
    fl_judge(cpu, index, &here);
    const fl_kernel *kernel = here.variant->kernel;
    fl_report_row_begin(report);
    fl_report_cell_add(report, "%s", here.variant->name);
    fl_report_cell_add(report, "%s", kernel ? fl_work_shape(kernel->work).name : "-");
    fl_report_cell_add(report, "%s", kernel ? fl_isa_name(kernel->isa) : "-");
    number_or_dash(report, kernel ? kernel->lanes : 0);
    fl_report_cell_add(report, "%s", kernel ? yes_no(kernel->fma) : "-");
    number_or_dash(report, kernel ? kernel->accumulators : 0);
    fl_report_cell_add(report, "%s", kernel ? fl_origin_name(kernel->origin) : "-");
    fl_report_cell_add(report, "%s", yes_no(here.compiled));
    fl_report_cell_add(report, "%s", kernel ? yes_no(here.cpu_allows) : "-");
    fl_report_cell_add(report, "%s", kernel ? yes_no(here.os_allows) : "-");
    remark_cell(report, chosen, &here);
    if (kernel && kernel == chosen)
        fl_report_emphasise(report);
}

void fl_list_report(fl_report *report, const fl_cpu *cpu, const fl_kernel *chosen)
{
    static const fl_report_column columns[] = {
        {"kernel", FL_COLUMN_WORDS}, {"work", FL_COLUMN_WORDS},     {"ISA", FL_COLUMN_WORDS},
        {"lanes", FL_COLUMN_FIGURE}, {"FMA", FL_COLUMN_WORDS},      {"accumulators", FL_COLUMN_FIGURE},
        {"origin", FL_COLUMN_WORDS}, {"compiled", FL_COLUMN_WORDS}, {"CPU", FL_COLUMN_WORDS},
        {"OS", FL_COLUMN_WORDS},     {"remark", FL_COLUMN_REMARK},
    };
    char hidden[160];
    static const int ranks[] = {0, 2, 0, 0, 2, 3, 1, 3, 2, 2, 0};
    size_t running = 0;
    for (size_t i = 0; i < fl_variant_count; i++) {
        fl_availability here;
        fl_judge(cpu, i, &here);
        running += here.runs;
    }
    fl_report_title(report, "Kernels");
    fl_report_say(report, "%zu of %zu variants run here; the dispatcher takes %s.", running, fl_variant_count,
                  chosen ? chosen->name : "none");
    fl_name_needs(fl_cpu_hidden(cpu), hidden, sizeof hidden);
    fl_report_say(report, "%s%s%s", cpu->name, *hidden ? "; FAIRLANE_HIDE hides " : "", hidden);
    fl_report_gap(report);
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    fl_report_ranks(report, ranks);
    for (size_t i = 0; i < fl_variant_count; i++)
        add_row(report, cpu, chosen, i);
}
