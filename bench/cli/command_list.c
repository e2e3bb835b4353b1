/* fairlane list: every variant, whether it runs here, which one the dispatcher chooses, else why not. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/cli/cli.h"
#include "bench/report/list_report.h"
#include "dispatch/dispatch.h"

typedef struct request {
    bool json;
} request;

static const fl_option options[] = {
    FL_TAKE_FLAG(request, json, "json",
                 "print one JSON document (schema fairlane.list/1) instead of a table"),
    {.name = NULL},
};

/* What the command tells, gathered once for both forms. */
typedef struct listing {
    fl_cpu cpu;
    const fl_kernel *chosen; /* NULL when FAIRLANE_KERNEL cannot be followed */
    fl_error why_none;
} listing;

static fl_status print_report(const listing *all, const fl_printer *form, fl_error *error)
{
    fl_report report = {.title = NULL};
    fl_list_report(&report, &all->cpu, all->chosen);
    return fl_report_print(&report, form, stdout, error);
}

static fl_status run(int argc, char **argv, fl_error *error);

const fl_command fl_command_list = {
    .name = "list",
    .arguments = "",
    .summary = "list every kernel: whether it runs here, which one is chosen, else why not",
    .description =
        "Lists every variant of the layer with what it is (the work it does, instruction set, floats per "
        "instruction, fused multiply-add, independent accumulators per output, origin) and whether it can "
        "run here: is it compiled into this binary, does the CPU have what it needs, does the operating "
        "system save the registers it uses. A dash stands where there is no answer, or no fixed one. A "
        "kernel for one thread at a time is measured, but cannot be the dispatcher's choice. What a library "
        "chooses by itself is tried in a process of its own first, here and in every other command: on a CPU "
        "with features taken away it may die.\n\n"
        "The dispatcher's choice is marked. FAIRLANE_KERNEL forces it; when that name cannot be followed the "
        "list is printed all the same, nothing in it is chosen, and the exit code is 2 for a name that does "
        "not exist and 3 for a kernel that cannot run here. What FAIRLANE_HIDE hides is as good as absent; "
        "libraries still see the CPU as it is.",
    .options = options,
    .reports = true,
    .run = run,
};

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted = {.json = false};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_list, argc, argv, &wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    if (cursor.first_operand < argc)
        return fl_fail(error, FL_USAGE, "list: unexpected word '%s'; see 'fairlane help list'",
                       argv[cursor.first_operand]);
    listing all = {.cpu = fl_cpu_detect()};
    fl_status choice = fl_chosen_kernel(&all.chosen, &all.why_none);
    fl_status printing = wanted.json ? fl_list_print_json(&all.cpu, all.chosen, all.why_none.text, error)
                                     : print_report(&all, cursor.form, error);
    if (printing == FL_OK && choice != FL_OK)
        *error = all.why_none;
    return printing != FL_OK ? printing : choice;
}
