/* fairlane select: the kernel that a contestant may fairly be compared with. */
#include <stdio.h>

#include "bench/cli/cli.h"
#include "bench/report/select_report.h"
#include "bench/verdict/select.h"

typedef struct request {
    const char *match, *simd_class;
    bool json;
} request;

static const fl_option options[] = {
    FL_TAKE_TEXT(
        request, match, 0, "match", "TRACE|KERNEL", FL_VALUES_KERNELS,
        "What is to be matched: a trace file, or a kernel of the lab. A library's kernel is traced first."),
    FL_TAKE_TEXT(request, simd_class, 0, "class", "NAME", FL_VALUES_CLASSES,
                 "Or a class: strict-scalar" FL_ISA_NAMES ", or as traces name it, such as SIMD-256+FMA."),
    FL_TAKE_FLAG(request, json, "json",
                 "Print one JSON document (schema fairlane.select/1) instead of the text."),
    {.name = NULL},
};

extern const fl_command fl_command_select;

static fl_status print(const fl_select_request *target, const fl_selection *selection, bool json,
                       const fl_printer *form, fl_error *error)
{
    fl_report report = {.title = NULL};
    if (json)
        return fl_select_print_json(target, selection, error);
    fl_select_report(&report, target, selection);
    return fl_report_print(&report, form, stdout, error);
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    fl_cursor cursor = {0};
    fl_select_request target = {0};
    request wanted = {.match = NULL};
    if (fl_parse_options(&fl_command_select, argc, argv, &wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    const char *match = wanted.match, *simd_class = wanted.simd_class;
    if (cursor.first_operand < argc || !match == !simd_class)
        return fl_fail(
            error, FL_USAGE,
            "select: say what to match with --match TRACE, --match KERNEL or --class NAME, one of them");
    fl_selection selection;
    fl_status status =
        match ? fl_request_match(match, &target, error) : fl_request_class(simd_class, &target, error);
    if (status == FL_OK)
        status = fl_select_here(&target, &selection, error);
    if (status == FL_OK)
        status = print(&target, &selection, wanted.json, cursor.form, error);
    return status == FL_OK && !selection.kernel ? FL_NEGATIVE : status;
}

const fl_command fl_command_select = {
    .name = "select",
    .arguments = "",
    .summary = "name the kernel that a contestant may fairly be compared with",
    .description =
        "Names the kernel of the lab to set against a contestant: of the same class of SIMD, the same use of "
        "fused multiply-adds, the same work and scope of timing; among those the one whose structure is "
        "nearest. Says why, and what still differs. A kernel is never its own counterpart.\n\n"
        "No kernel is fair for a contestant whose trace is inconclusive, that mixes classes, computes in "
        "double or whole numbers, does other work, or uses SIMD that no kernel here has. Exit code 1 then.",
    .options = options,
    .reports = true,
    .run = run,
};
